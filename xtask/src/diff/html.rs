//! A comparison as one page that needs nothing else: no script, no style sheet, no font.

use std::fmt::Write as _;

use super::Change;
use super::impact::{Joined, Verdict};
use super::render::{Comparison, of};
use super::rules::Level;
use crate::report::counted;

/// What goes on the page beside the changes.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The lines of the outline that went and came, by tag, each with `-` or `+`.
    pub outline: Vec<(String, Vec<String>)>,
    /// How much of the vendor's page the spec had and has, in words.
    pub coverage: Option<(String, String)>,
}

/// The page.
pub fn page(comparison: &Comparison, beside: &Beside) -> String {
    let title = format!("{} to {}", comparison.old, comparison.new);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        title = text(&title),
    );
    summary(&mut page, comparison, beside);
    for (resource, changes) in comparison.by_resource() {
        section(&mut page, comparison, resource, &changes);
    }
    outline(&mut page, beside);
    page + "</main>\n</body>\n</html>\n"
}

/// How the report calls a change.
fn class(change: &Change) -> &'static str {
    match (change.rule, change.level) {
        ("operation-regrouped" | "operation-renamed", _) => "moved",
        (_, Level::Docs) => "docs only",
        (_, level) => level.as_str(),
    }
}

fn summary(page: &mut String, comparison: &Comparison, beside: &Beside) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        page,
        "<header>\n<h1>{} <span aria-hidden=\"true\">→</span> {}</h1>\n<p class=\"counts\">{}</p>",
        text(&comparison.old),
        text(&comparison.new),
        text(&comparison.counts()),
    );
    let unapproved = comparison.unapproved(Level::Breaking).count();
    let _ = match unapproved {
        0 => writeln!(page, "<p>No breaking change is left to be approved.</p>"),
        count => writeln!(
            page,
            "<p class=\"alarm\">{} nobody has approved.</p>",
            counted(count, "breaking change")
        ),
    };
    for verdict in comparison.impact.iter().flat_map(|impact| &impact.crates) {
        let _ = writeln!(
            page,
            "<p class=\"verdict\"><code>{}</code> <b>{}</b> {}</p>",
            text(&verdict.package),
            verdict.bump,
            text(&verdict.reasons.join("; ")),
        );
    }
    if let Some((before, after)) = &beside.coverage {
        let (before, after) = (text(before), text(after));
        let _ = writeln!(page, "<p>Of the vendor's page: {before} before, {after} now.</p>");
    }
    page.push_str("</header>\n");
}

fn section(page: &mut String, comparison: &Comparison, resource: &str, changes: &[&Change]) {
    let _ = writeln!(page, "<section>\n<h2>{}</h2>\n<ul class=\"changes\">", text(resource));
    let (words, others): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| change.level == Level::Docs);
    for change in others {
        item(page, comparison, change);
    }
    page.push_str("</ul>\n");
    if !words.is_empty() {
        let count = counted(words.len(), "change");
        let _ = writeln!(
            page,
            "<details>\n<summary>docs only: {count}</summary>\n<ul class=\"changes\">"
        );
        for change in words {
            item(page, comparison, change);
        }
        page.push_str("</ul>\n</details>\n");
    }
    page.push_str("</section>\n");
}

/// A change on the wire, and beside it what became of the crates.
fn item(page: &mut String, comparison: &Comparison, change: &Change) {
    let class = class(change);
    let _ = write!(
        page,
        "<li class=\"{}\">\n<div class=\"wire\">\n<p><span class=\"level\">{class}</span> <b>{}{}</b></p>\n<p>{}</p>\n",
        class.replace(' ', "-"),
        text(&change.place),
        of(change.direction),
        text(&change.sentence),
    );
    if !change.affects.is_empty() {
        let _ =
            writeln!(page, "<p class=\"small\">reaches {}</p>", text(&change.affects.join(", ")));
    }
    let approved =
        comparison.approvals.reason(change).map(|reason| format!("; approved: {reason}"));
    let _ = writeln!(
        page,
        "<p class=\"small\"><code>{}</code> {}{}</p>\n</div>",
        change.fingerprint,
        change.rule,
        text(&approved.unwrap_or_default()),
    );
    let verdicts = comparison.impact.iter().flat_map(|impact| &impact.crates);
    let caused: Vec<(&Verdict, &Joined)> = verdicts
        .flat_map(|verdict| verdict.items.iter().map(move |item| (verdict, item)))
        .filter(|(_, item)| item.causes.contains(&change.fingerprint))
        .collect();
    if !caused.is_empty() {
        page.push_str("<div class=\"rust\">\n");
        for (verdict, item) in caused {
            rust(page, verdict, item);
        }
        page.push_str("</div>\n");
    }
    page.push_str("</li>\n");
}

fn rust(page: &mut String, verdict: &Verdict, Joined { change, .. }: &Joined) {
    let level = if change.breaking { "breaking" } else { "additive" };
    let _ = writeln!(
        page,
        "<p><span class=\"level\">{level}</span> <code>{}</code> in <code>{}</code></p>",
        text(&change.item),
        text(&verdict.package),
    );
    for (mark, signature) in [("-", &change.old), ("+", &change.new)] {
        if let Some(signature) = signature.as_ref().filter(|signature| !signature.is_empty()) {
            let _ = writeln!(page, "<pre>{mark} {}</pre>", text(signature));
        }
    }
}

fn outline(page: &mut String, beside: &Beside) {
    if beside.outline.is_empty() {
        return;
    }
    page.push_str("<section>\n<h2>Outline</h2>\n");
    for (tag, lines) in &beside.outline {
        let _ = writeln!(
            page,
            "<details>\n<summary>{}: {}</summary>\n<pre>{}</pre>\n</details>",
            text(tag),
            counted(lines.len(), "line"),
            text(&lines.join("\n")),
        );
    }
    page.push_str("</section>\n");
}

/// A text as HTML has it: nothing in it is markup.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push('\n'),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

const STYLE: &str = "
:root { --ink: #1b1f24; --paper: #fff; --line: #d0d7de; --soft: #f6f8fa; --quiet: #57606a;
  --breaking: #b42318; --warning: #8a5a00; --additive: #1a7f37; --other: #57606a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --line: #30363d;
  --soft: #161b22; --quiet: #9aa4af; --breaking: #ff8a80; --warning: #e3b341; --additive: #56d364;
  --other: #9aa4af; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
.counts { font-size: 1.1rem; font-weight: 600; } .alarm { color: var(--breaking); font-weight: 600; }
.small { color: var(--quiet); font-size: .85rem; }
.changes { list-style: none; margin: 0; padding: 0; }
.changes > li { border: 1px solid var(--line); border-left: 4px solid var(--other); border-radius: 6px;
  margin: .5rem 0; padding: .5rem .75rem; display: grid; gap: .5rem 1rem; }
.changes > .breaking { border-left-color: var(--breaking); } .changes > .warning { border-left-color: var(--warning); }
.changes > .additive { border-left-color: var(--additive); }
.level { font-size: .75rem; font-weight: 600; text-transform: uppercase; letter-spacing: .03em; }
.breaking .wire .level { color: var(--breaking); } .warning .wire .level { color: var(--warning); }
.additive .wire .level { color: var(--additive); }
.wire, .rust { min-width: 0; }
code, pre { font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); border-radius: 4px; margin: .25rem 0; padding: .4rem .6rem; white-space: pre-wrap; }
summary { cursor: pointer; padding: .25rem 0; }
@media (min-width: 50rem) { .changes > li { grid-template-columns: 1fr 1fr; } .wire:only-child { grid-column: 1 / -1; } }
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::approvals::Approvals;

    #[test]
    fn nothing_of_the_vendor_is_markup_and_nothing_is_fetched() {
        let hostile = "<script>alert(1)</script>\"'&\u{1}";
        let before = serde_json::json!({ "paths": {} });
        let after = serde_json::json!({ "paths": { format!("/{hostile}"): { "get": {
            "operationId": hostile, "tags": [hostile], "responses": {},
        } } } });
        let comparison = Comparison {
            old: hostile.to_owned(),
            new: hostile.to_owned(),
            changes: crate::diff::run(&before, &after),
            approvals: Approvals::default(),
            impact: None,
        };
        let beside = Beside {
            outline: vec![(hostile.to_owned(), vec![format!("+ {hostile}")])],
            coverage: Some((hostile.to_owned(), hostile.to_owned())),
        };
        let page = page(&comparison, &beside);
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"), "{page}");
        assert!(!page.contains('\u{1}'));
        for word in ["http:", "https:", "src=", "url(", "@import", "<link"] {
            assert!(!page.contains(word), "{word}");
        }
    }
}
