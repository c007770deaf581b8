//! The table of rules.

use super::Level::{Additive, Breaking, Docs, Harmless, Warning};
use super::{Judgement, Level, Rule};

/// A rule for what callers send.
const fn sent(id: &'static str, what: &'static str, level: Level, why: &'static str) -> Rule {
    Rule { id, what, sent: Some((level, why)), received: None }
}

/// A rule for what callers receive.
const fn received(id: &'static str, what: &'static str, level: Level, why: &'static str) -> Rule {
    Rule { id, what, sent: None, received: Some((level, why)) }
}

/// A rule for both.
const fn both(id: &'static str, what: &'static str, sent: Judgement, received: Judgement) -> Rule {
    Rule { id, what, sent: Some(sent), received: Some(received) }
}

/// A rule for what admits less than before.
const fn narrower(id: &'static str, what: &'static str) -> Rule {
    both(
        id,
        what,
        (Breaking, "what was accepted may be refused"),
        (Harmless, "what comes was possible before"),
    )
}

/// A rule for what admits more than before.
const fn wider(id: &'static str, what: &'static str) -> Rule {
    both(
        id,
        what,
        (Additive, "what was accepted still is"),
        (Breaking, "values may come that were not possible before"),
    )
}

/// A rule for words.
const fn words(id: &'static str, what: &'static str) -> Rule {
    let why = "nothing on the wire changes";
    both(id, what, (Docs, why), (Docs, why))
}

/// All rules, by subject.
pub const RULES: &[Rule] = &[
    // The API as a whole.
    sent("server-added", "a server was added", Additive, "the others are still there"),
    sent("server-removed", "a server was removed", Breaking, "calls to it may fail"),
    sent(
        "rate-limit-lowered",
        "the rate limit was lowered",
        Breaking,
        "calls at the old rate are refused",
    ),
    sent(
        "rate-limit-raised",
        "the rate limit was raised",
        Additive,
        "calls at the old rate still pass",
    ),
    sent("rate-limit-added", "a rate limit was added", Breaking, "calls above it are refused"),
    sent(
        "rate-limit-removed",
        "the rate limit was removed",
        Additive,
        "calls at the old rate still pass",
    ),
    sent(
        "range-shortened",
        "a range of time may no longer be as long",
        Breaking,
        "longer ones are refused",
    ),
    sent("range-lengthened", "a range of time may be longer", Additive, "shorter ones still pass"),
    sent(
        "range-limit-added",
        "the length of a range of time was limited",
        Breaking,
        "longer ones are refused",
    ),
    sent(
        "range-limit-removed",
        "the length of a range of time is no longer limited",
        Additive,
        "what passed still does",
    ),
    // Operations.
    sent("operation-added", "an operation was added", Additive, "nobody calls it yet"),
    sent("operation-removed", "an operation was removed", Breaking, "calls of it fail"),
    sent(
        "operation-moved",
        "an operation has another method or path",
        Breaking,
        "calls of the old one fail",
    ),
    sent(
        "operation-renamed",
        "an operation has another operationId",
        Harmless,
        "the id is not sent",
    ),
    sent("operation-deprecated", "an operation was deprecated", Harmless, "it still answers"),
    sent(
        "operation-undeprecated",
        "an operation is no longer deprecated",
        Harmless,
        "it answers as before",
    ),
    sent("operation-regrouped", "an operation has other tags", Harmless, "tags are not sent"),
    // Who may call.
    sent(
        "security-added",
        "a credential is asked for where none was",
        Breaking,
        "calls without it are refused",
    ),
    sent(
        "security-removed",
        "no credential is asked for any more",
        Harmless,
        "calls with one are still accepted",
    ),
    sent(
        "security-alternative-added",
        "another credential is accepted",
        Additive,
        "the others still are",
    ),
    sent(
        "security-alternative-removed",
        "a credential is no longer accepted",
        Breaking,
        "calls with it are refused",
    ),
    sent("security-scope-added", "a scope is asked for", Breaking, "tokens without it are refused"),
    sent(
        "security-scope-removed",
        "a scope is no longer asked for",
        Harmless,
        "tokens with it are still accepted",
    ),
    sent(
        "security-scheme-changed",
        "a credential is sent in another way",
        Breaking,
        "calls that send it as before are refused",
    ),
    // Parameters.
    sent(
        "parameter-added",
        "an optional parameter was added",
        Additive,
        "calls without it mean what they did",
    ),
    sent(
        "required-parameter-added",
        "a required parameter was added",
        Breaking,
        "calls without it are refused",
    ),
    sent(
        "parameter-removed",
        "a parameter was removed",
        Breaking,
        "it no longer has an effect, or is refused",
    ),
    sent(
        "parameter-moved",
        "a parameter is sent in another place",
        Breaking,
        "it is not found where it was",
    ),
    sent(
        "parameter-required",
        "a parameter became required",
        Breaking,
        "calls without it are refused",
    ),
    sent(
        "parameter-optional",
        "a parameter became optional",
        Additive,
        "calls with it mean what they did",
    ),
    sent(
        "parameter-style-changed",
        "the values of a parameter are joined in another way",
        Breaking,
        "they are read otherwise",
    ),
    sent("parameter-deprecated", "a parameter was deprecated", Harmless, "it still has its effect"),
    sent(
        "parameter-undeprecated",
        "a parameter is no longer deprecated",
        Harmless,
        "it has its effect as before",
    ),
    sent(
        "empty-value-refused",
        "a parameter may no longer be empty",
        Breaking,
        "an empty one is refused",
    ),
    sent(
        "empty-value-allowed",
        "a parameter may be empty",
        Additive,
        "one with a value means what it did",
    ),
    sent(
        "redundant-header-added",
        "a header was listed that media types and credentials speak of already",
        Harmless,
        "OpenAPI passes over it",
    ),
    sent(
        "redundant-header-removed",
        "a header is no longer listed that media types and credentials speak of already",
        Harmless,
        "OpenAPI passes over it",
    ),
    // Bodies.
    sent(
        "request-body-added",
        "an optional body was added",
        Additive,
        "calls without it mean what they did",
    ),
    sent(
        "required-request-body-added",
        "a required body was added",
        Breaking,
        "calls without it are refused",
    ),
    sent(
        "request-body-removed",
        "the body was removed",
        Breaking,
        "it no longer has an effect, or is refused",
    ),
    sent(
        "request-body-required",
        "the body became required",
        Breaking,
        "calls without it are refused",
    ),
    sent(
        "request-body-optional",
        "the body became optional",
        Additive,
        "calls with it mean what they did",
    ),
    both(
        "media-type-added",
        "a media type was added",
        (Additive, "the others are still accepted"),
        (Additive, "it only comes to callers who ask for it"),
    ),
    both(
        "media-type-removed",
        "a media type was removed",
        (Breaking, "bodies of it are refused"),
        (Breaking, "callers who ask for it get something else"),
    ),
    received(
        "response-body-added",
        "a response has a body where it had none",
        Additive,
        "it can be left unread",
    ),
    received(
        "response-body-removed",
        "a response has no body any more",
        Breaking,
        "there is nothing to read",
    ),
    received(
        "success-status-added",
        "another success is possible",
        Warning,
        "callers may take it for a failure, or for what it is not",
    ),
    received(
        "success-status-removed",
        "a success is no longer possible",
        Breaking,
        "callers who wait for it never see it",
    ),
    received(
        "error-status-added",
        "another error is documented",
        Additive,
        "callers had to be ready for any",
    ),
    received(
        "error-status-removed",
        "an error is no longer documented",
        Harmless,
        "it just does not come",
    ),
    received(
        "response-header-added",
        "a response header was added",
        Additive,
        "it can be left unread",
    ),
    received(
        "response-header-removed",
        "a required response header was removed",
        Breaking,
        "there is nothing to read",
    ),
    received(
        "optional-response-header-removed",
        "an optional response header was removed",
        Warning,
        "callers had to do without it, but may not",
    ),
    received(
        "response-header-required",
        "a response header is always there",
        Harmless,
        "it was possible before",
    ),
    received(
        "response-header-optional",
        "a response header may be missing",
        Breaking,
        "callers count on it",
    ),
    // Fields.
    both(
        "property-added",
        "an optional field was added",
        (Additive, "bodies without it mean what they did"),
        (Additive, "it can be left unread"),
    ),
    both(
        "required-property-added",
        "a required field was added",
        (Breaking, "bodies without it are refused"),
        (Additive, "it can be left unread"),
    ),
    both(
        "property-removed",
        "an optional field was removed",
        (Breaking, "it no longer has an effect, or is refused"),
        (Warning, "callers had to do without it, but may not"),
    ),
    both(
        "required-property-removed",
        "a required field was removed",
        (Breaking, "it no longer has an effect, or is refused"),
        (Breaking, "callers count on it"),
    ),
    both(
        "property-required",
        "a field became required",
        (Breaking, "bodies without it are refused"),
        (Harmless, "it was possible before"),
    ),
    both(
        "property-optional",
        "a field became optional",
        (Additive, "bodies with it mean what they did"),
        (Breaking, "it may be missing, and callers count on it"),
    ),
    both(
        "property-deprecated",
        "a field was deprecated",
        (Harmless, "it still has its effect"),
        (Harmless, "it still comes"),
    ),
    both(
        "property-undeprecated",
        "a field is no longer deprecated",
        (Harmless, "it has its effect as before"),
        (Harmless, "it comes as before"),
    ),
    sent(
        "property-read-only",
        "a field became read-only",
        Breaking,
        "it no longer has an effect, or is refused",
    ),
    sent(
        "property-not-read-only",
        "a field can be written",
        Additive,
        "bodies without it mean what they did",
    ),
    sent(
        "required-property-not-read-only",
        "a required field is no longer read-only",
        Breaking,
        "bodies without it are refused",
    ),
    received("property-write-only", "a field became write-only", Breaking, "it no longer comes"),
    received(
        "property-not-write-only",
        "a field is no longer write-only",
        Additive,
        "it can be left unread",
    ),
    both(
        "additional-properties-closed",
        "fields that are not listed are ruled out",
        (Breaking, "bodies that have some are refused"),
        (Harmless, "what comes was possible before"),
    ),
    both(
        "additional-properties-opened",
        "fields that are not listed are admitted",
        (Additive, "bodies without them mean what they did"),
        (Additive, "they can be left unread"),
    ),
    // Values.
    narrower("type-narrowed", "fewer types are possible"),
    wider("type-widened", "more types are possible"),
    both(
        "type-changed",
        "the type is another",
        (Breaking, "what was accepted is refused"),
        (Breaking, "it cannot be read as before"),
    ),
    narrower("null-refused", "null is no longer possible"),
    wider("null-allowed", "null is possible"),
    narrower("format-added", "the form of the text or number was fixed"),
    wider("format-removed", "the form of the text or number is open"),
    narrower("format-narrowed", "the range of the number is smaller"),
    wider("format-widened", "the range of the number is larger"),
    both(
        "format-changed",
        "the form of the text or number is another",
        (Breaking, "what was accepted is refused"),
        (Breaking, "it cannot be read as before"),
    ),
    narrower("enum-value-removed", "a value is no longer possible"),
    both(
        "enum-value-added",
        "another value is possible",
        (Additive, "the others are still accepted"),
        (
            Warning,
            "callers that know all values meet one that they do not; the generated enums keep it as unknown",
        ),
    ),
    narrower("enum-added", "only listed values are possible"),
    both(
        "enum-removed",
        "any value is possible, and not only listed ones",
        (Additive, "the listed ones are still accepted"),
        (
            Warning,
            "callers that know all values meet others; the generated enums keep them as unknown",
        ),
    ),
    both(
        "default-changed",
        "the default is another",
        (Breaking, "calls that leave it out mean something else"),
        (Harmless, "what comes is said in the response"),
    ),
    both(
        "default-added",
        "there is a default",
        (Warning, "calls that leave it out may mean something else"),
        (Harmless, "what comes is said in the response"),
    ),
    both(
        "default-removed",
        "there is no default any more",
        (Warning, "calls that leave it out may mean something else"),
        (Harmless, "what comes is said in the response"),
    ),
    narrower("minimum-raised", "the smallest value is larger"),
    wider("minimum-lowered", "the smallest value is smaller"),
    narrower("minimum-added", "there is a smallest value"),
    wider("minimum-removed", "there is no smallest value any more"),
    narrower("maximum-lowered", "the largest value is smaller"),
    wider("maximum-raised", "the largest value is larger"),
    narrower("maximum-added", "there is a largest value"),
    wider("maximum-removed", "there is no largest value any more"),
    narrower("multiple-of-added", "only multiples are possible"),
    wider("multiple-of-removed", "not only multiples are possible"),
    narrower("multiple-of-narrowed", "only multiples of a larger step are possible"),
    wider("multiple-of-widened", "multiples of a smaller step are possible"),
    both(
        "multiple-of-changed",
        "only multiples of another number are possible",
        (Breaking, "what was accepted may be refused"),
        (Breaking, "values may come that were not possible before"),
    ),
    narrower("min-length-raised", "the shortest text is longer"),
    wider("min-length-lowered", "the shortest text is shorter"),
    narrower("max-length-lowered", "the longest text is shorter"),
    wider("max-length-raised", "the longest text is longer"),
    narrower("max-length-added", "the length of the text is limited"),
    wider("max-length-removed", "the length of the text is no longer limited"),
    narrower("pattern-added", "the text must match a pattern"),
    wider("pattern-removed", "the text need not match a pattern any more"),
    both(
        "pattern-changed",
        "the text must match another pattern",
        (Warning, "what was accepted may be refused"),
        (Warning, "values may come that were not possible before"),
    ),
    narrower("min-items-raised", "the shortest list is longer"),
    wider("min-items-lowered", "the shortest list is shorter"),
    narrower("max-items-lowered", "the longest list is shorter"),
    wider("max-items-raised", "the longest list is longer"),
    narrower("max-items-added", "the length of the list is limited"),
    wider("max-items-removed", "the length of the list is no longer limited"),
    narrower("unique-items-added", "the values of the list must differ"),
    wider("unique-items-removed", "values of the list may repeat"),
    narrower("min-properties-raised", "more fields must be there at least"),
    wider("min-properties-lowered", "fewer fields must be there at least"),
    narrower("max-properties-lowered", "fewer fields may be there at most"),
    wider("max-properties-raised", "more fields may be there at most"),
    narrower("max-properties-added", "the number of fields is limited"),
    wider("max-properties-removed", "the number of fields is no longer limited"),
    narrower("union-member-removed", "an alternative is no longer possible"),
    both(
        "union-member-added",
        "another alternative is possible",
        (Additive, "the others are still accepted"),
        (
            Warning,
            "callers meet something that they do not know; the generated unions keep it as unknown",
        ),
    ),
    narrower("union-added", "only listed alternatives are possible"),
    wider("union-removed", "not only listed alternatives are possible"),
    both(
        "discriminator-changed",
        "another field tells which alternative it is",
        (Breaking, "bodies that use the old one are refused"),
        (Breaking, "it cannot be told as before"),
    ),
    both(
        "discriminator-added",
        "a field tells which alternative it is",
        (Breaking, "bodies without it are refused"),
        (Additive, "it can be left unread"),
    ),
    both(
        "discriminator-removed",
        "no field tells any more which alternative it is",
        (Additive, "bodies with it are still accepted"),
        (Breaking, "callers count on it"),
    ),
    both(
        "discriminator-value-changed",
        "a value of the discriminator means another alternative",
        (Breaking, "bodies are taken for something else"),
        (Breaking, "bodies are taken for something else"),
    ),
    both(
        "discriminator-value-added",
        "the discriminator has another value",
        (Additive, "the others are still accepted"),
        (
            Warning,
            "callers meet something that they do not know; the generated unions keep it as unknown",
        ),
    ),
    narrower("discriminator-value-removed", "the discriminator has a value less"),
    both(
        "constraint-changed",
        "a rule that this comparison cannot judge is another",
        (Warning, "what was accepted may be refused"),
        (Warning, "values may come that were not possible before"),
    ),
    // Words.
    words("description-changed", "a description was reworded"),
    words("example-changed", "an example is another"),
    words("title-changed", "a title is another"),
    words("version-changed", "the document has another version"),
];
