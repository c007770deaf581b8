//! What is fetched for one page.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use serde_json::Value;

/// What was fetched for one page.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Batch, Next};
/// use serde_json::json;
///
/// let body = json!({
///     "hydra:member": [{ "@id": "/v1/desks/7" }],
///     "hydra:totalItems": 31,
///     "hydra:view": { "hydra:next": "/v1/desks?page=2" },
/// });
/// let batch = Batch::new(vec!["/v1/desks/7"])
///     .total(body["hydra:totalItems"].as_i64())
///     .next(Next::in_body(&body));
/// ```
#[derive(Clone, Debug)]
#[must_use = "it is what a fetch gives to `Pages`"]
pub struct Batch<T> {
    pub(super) items: Vec<T>,
    pub(super) total: Option<u64>,
    pub(super) next: Next,
    pub(super) mark: Option<u64>,
}

/// What a page says about the one after it.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Next;
/// use serde_json::json;
///
/// let page = json!({ "view": { "next": "?page=2" } });
/// assert_eq!(Next::in_body(&page), Next::Link("?page=2".into()));
/// let last = json!({ "hydra:view": { "@id": "/v1/desks?page=2" } });
/// assert_eq!(Next::in_body(&last), Next::Last);
/// assert_eq!(Next::in_body(&json!({ "hydra:member": [] })), Next::Unsaid);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Next {
    /// Nothing.
    #[default]
    Unsaid,
    /// There is none: it says where it stands among the pages, and names no
    /// next one.
    Last,
    /// Its address, or a part of one. It is not followed; its parameter that
    /// [`Paging::links`](super::Paging::links) names is all that is taken from it.
    Link(String),
}

impl<T> Batch<T> {
    /// The items of a page that says nothing more.
    pub const fn new(items: Vec<T>) -> Self {
        Self { items, total: None, next: Next::Unsaid, mark: None }
    }

    /// How many items the vendor says there are on all pages. A negative number
    /// says nothing.
    pub fn total(mut self, items: Option<i64>) -> Self {
        self.total = items.and_then(|items| u64::try_from(items).ok());
        self
    }

    /// What the page says about the one after it.
    pub fn next(mut self, next: Next) -> Self {
        self.next = next;
        self
    }

    /// What tells this page from all others, such as the id of its first item,
    /// or `None` for an empty page. If another page is known by the same, the
    /// vendor gives one page again and again, and the stream ends with an error.
    ///
    /// ```
    /// use floorkit_runtime::Batch;
    ///
    /// let desks = vec!["desk_7".to_owned(), "desk_8".to_owned()];
    /// let first = desks.first().cloned();
    /// let batch = Batch::new(desks).known_by(first.as_ref());
    /// ```
    pub fn known_by<K: Hash + ?Sized>(mut self, mark: Option<&K>) -> Self {
        self.mark = mark.map(|mark| {
            let mut hasher = DefaultHasher::new();
            mark.hash(&mut hasher);
            hasher.finish()
        });
        self
    }
}

impl Next {
    /// What the body of a page says, if it is a Hydra collection: the link
    /// `hydra:next` within `hydra:view`, each with or without the prefix. The
    /// view may be one of several in an array, and the link an object with an
    /// `@id`.
    pub fn in_body(body: &Value) -> Self {
        let field = |value: &Value, names: [&str; 2]| {
            let mut found = names.iter().filter_map(|name| value.get(name));
            found.find(|value| !value.is_null()).cloned()
        };
        let views = match field(body, ["hydra:view", "view"]) {
            Some(Value::Array(views)) => views,
            Some(view) => vec![view],
            None => Vec::new(),
        };
        let mut views = views.iter().filter(|view| view.is_object()).peekable();
        if views.peek().is_none() {
            return Self::Unsaid;
        }
        let next = views.find_map(|view| field(view, ["hydra:next", "next"]));
        Self::from_view(next.map(|next| match next.get("@id").unwrap_or(&next) {
            Value::String(link) => link.clone(),
            // No address; it will be refused as one, and shown.
            other => other.to_string(),
        }))
    }

    /// What the link in a view says that is there: without one, the page is the
    /// last.
    ///
    /// ```
    /// use floorkit_runtime::Next;
    ///
    /// struct View {
    ///     next: Option<String>,
    /// }
    ///
    /// fn next(view: Option<View>) -> Next {
    ///     view.map_or(Next::Unsaid, |view| Next::from_view(view.next))
    /// }
    /// # assert_eq!(next(Some(View { next: None })), Next::Last);
    /// ```
    pub fn from_view(link: Option<String>) -> Self {
        link.map_or(Self::Last, Self::Link)
    }
}
