//! Answers each call with whatever the document allows, and with what a vendor may add:
//! all of it is read, and the type of the raw crate loses nothing of it.

use std::sync::{Arc, Mutex, PoisonError};

use floorkit_runtime::Error;
use serde_json::Value;

use super::{
    Subject,
    again::{Again, difference},
    document::{Document, Documented},
    instance::Recipe,
    wire::{plain, reply},
};
use crate::canned::{Reply, Server};

/// What the server says to one operation.
type Plan = Arc<Mutex<Option<(String, Reply)>>>;

/// Each call takes every answer that its operation may have.
pub(crate) async fn check<S: Subject>() {
    let document = Document::of(S::FOLDER);
    let plan = Plan::default();
    let server = planned(Document::of(S::FOLDER), Arc::clone(&plan));
    let (client, ids) = S::fixed(&server.url());
    let mut failures = Vec::new();
    for call in S::CALLS {
        let operation = document.operation(call.operation);
        failures.extend(losses(&document, operation, call.again));
        for (recipe, status, body, reply) in replies(&document, operation) {
            let shown = body.as_ref().map(Value::to_string).unwrap_or_default();
            let at = format!("{}, {status}, {recipe:?}: {shown}", call.operation);
            *plan.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((operation.id.clone(), reply));
            let outcome = (call.run)(&client, &ids).await;
            failures.extend(against(status, outcome).map(|why| format!("{at}\n    {why}")));
        }
        server.requests();
    }
    assert!(failures.is_empty(), "{}:\n{}", S::FOLDER, failures.join("\n"));
}

/// A server that follows a plan, and apart from that the document.
fn planned(document: Document, plan: Plan) -> Server {
    Server::answering(move |request| {
        let plan = plan.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match (document.asked(&request.line), plan) {
            (Some(asked), Some((planned, reply))) if asked.id == planned => reply,
            _ => plain(&document, request),
        }
    })
}

/// All different answers of an operation: recipe, status, JSON, and all of it.
fn replies(
    document: &Document,
    operation: &Documented,
) -> Vec<(Recipe, u16, Option<Value>, Reply)> {
    let mut found: Vec<(Recipe, u16, Option<Value>, Reply)> = Vec::new();
    for response in &operation.responses {
        for recipe in Recipe::all() {
            let json = response.content.as_ref().filter(|(of, _)| of.contains("json"));
            let body = json.map(|(_, entry)| recipe.body(&document.root, entry));
            let is_known = found
                .iter()
                .any(|(_, status, known, _)| *status == response.status && *known == body);
            if !is_known {
                found.push((recipe, response.status, body, reply(document, response, recipe)));
            }
        }
    }
    found
}

/// What speaks against an outcome: success is read, and a refusal keeps its status.
fn against(status: u16, outcome: Result<(), Error>) -> Option<String> {
    match outcome {
        Ok(()) if status < 300 => None,
        Ok(()) => Some("it counts as a success".to_owned()),
        Err(error) if status >= 300 && is_refusal(&error, status) => None,
        Err(error) => Some(error.to_string()),
    }
}

/// Whether an error tells of a status; one of a token endpoint tells it in its text.
fn is_refusal(error: &Error, status: u16) -> bool {
    error.status() == Some(status) && !error.is_decode()
        || error.is_authentication() && error.to_string().contains(&status.to_string())
}

/// What does not come back from the type of a raw crate, of all that an operation may
/// answer.
pub(crate) fn losses(
    document: &Document,
    operation: &Documented,
    again: fn() -> Option<Again>,
) -> Vec<String> {
    let replies = replies(document, operation).into_iter();
    let losses =
        replies.filter(|(_, status, ..)| *status < 300).filter_map(|(recipe, _, body, _)| {
            let body = body?;
            let why = lost(again, &body)?;
            Some(format!("{}, {recipe:?}: {body}\n    {why}", operation.id))
        });
    losses.collect()
}

/// What does not come back of a body.
fn lost(again: fn() -> Option<Again>, body: &Value) -> Option<String> {
    let Some(again) = again() else { return Some("the raw type is none of JSON".to_owned()) };
    match again(&body.to_string()) {
        Ok(after) => {
            difference(body, &after, "").map(|why| format!("the raw type loses it: {why}"))
        }
        Err(why) => Some(format!("the raw type does not read it: {why}")),
    }
}
