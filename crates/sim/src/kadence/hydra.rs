//! Lists and resources in JSON-LD.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::{
    answer::Call,
    behavior::{Links, View},
};
use crate::{
    refusal::Refusal,
    reply::{Content, Reply},
};

pub(crate) const LD_JSON: &str = "application/ld+json";

/// How many are on a page if nothing is said, by the framework.
pub(crate) const USUAL_PAGE: usize = 30;
/// The same of bookings, which is documented.
pub(crate) const PAGE_OF_BOOKINGS: usize = 50;

/// A list, or the page of it that is asked for. Only what is on the page is rendered.
pub(crate) fn collection<T>(
    call: &Call<'_>,
    kind: &str,
    usual: usize,
    items: &[T],
    render: impl Fn(&T) -> Value,
) -> Result<Reply, Refusal> {
    let number = |name: &str, otherwise: usize| {
        let wrong = || Refusal::invalid(format!("{name}: is no number that fits"));
        call.query(name).map_or(Ok(otherwise), |text| text.parse().map_err(|_| wrong()))
    };
    let page = number("page", 1)?;
    let size = number("itemsPerPage", usual)?;
    if page < 1 {
        return Err(Refusal::invalid("Page should not be less than 1"));
    }
    if size == 0 && page > 1 {
        return Err(Refusal::invalid("Page should not be greater than 1 if limit is equal to 0"));
    }
    let shown = items.iter().skip((page - 1).saturating_mul(size)).take(size).map(render);
    let member: Vec<Value> = shown.collect();
    let mut body = whole(call, kind, member, items.len());
    if call.behavior.view == View::WhereNeeded
        && let Some(view) = view(call, page, items.len().div_ceil(size.max(1)).max(1))
    {
        body.insert("hydra:view".to_owned(), view);
    }
    Ok(answer(StatusCode::OK, Value::Object(body)))
}

/// A list without pages.
pub(crate) fn whole(
    call: &Call<'_>,
    kind: &str,
    member: Vec<Value>,
    total: usize,
) -> Map<String, Value> {
    Map::from_iter([
        ("@context".to_owned(), format!("/v1/contexts/{kind}").into()),
        ("@id".to_owned(), call.address.into()),
        ("@type".to_owned(), "hydra:Collection".into()),
        ("hydra:totalItems".to_owned(), total.into()),
        ("hydra:member".to_owned(), Value::Array(member)),
    ])
}

/// A resource by itself.
pub(crate) fn resource(kind: &str, status: StatusCode, mut resource: Value) -> Reply {
    resource["@context"] = format!("/v1/contexts/{kind}").into();
    answer(status, resource)
}

pub(crate) fn answer(status: StatusCode, body: Value) -> Reply {
    Reply::new(status, Content::JsonAs(LD_JSON, body))
}

/// Links to other pages, unless all fits one and nothing was asked for. Of one page only
/// itself is named.
fn view(call: &Call<'_>, page: usize, last: usize) -> Option<Value> {
    let (path, query) = (call.address, &call.arguments.query);
    if query.is_empty() && last == 1 {
        return None;
    }
    let link = |number: usize| {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(query.iter().filter(|(name, _)| name != "page"));
        pairs.append_pair("page", &number.to_string());
        let link = format!("{path}?{}", pairs.finish());
        match call.behavior.links {
            Links::Paths => link,
            Links::Absolute => format!("{}{link}", call.world.base_url),
        }
    };
    let mut view = Map::new();
    let mut put = |name: &str, value: String| view.insert(name.to_owned(), value.into());
    put("@id", link(page));
    put("@type", "hydra:PartialCollectionView".to_owned());
    if last > 1 {
        put("hydra:first", link(1));
        put("hydra:last", link(last));
        if page > 1 {
            put("hydra:previous", link(page - 1));
        }
        if page < last {
            put("hydra:next", link(page + 1));
        }
    }
    Some(Value::Object(view))
}
