//! From one page to the next.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher as _, RandomState},
};

use url::Url;

use super::{Cursor, Next, Paging};
use crate::{Error, Inner, Operation, redact};

/// What a page says of itself and of the one after it.
pub(super) struct Report {
    pub(super) items: usize,
    pub(super) total: Option<u64>,
    pub(super) next: Next,
    pub(super) mark: Option<u64>,
}

/// The way through the pages so far. It is of the same size however many there
/// were, but for eight bytes or sixteen for each.
pub(super) struct Trail {
    operation: &'static Operation,
    inner: Inner,
    paging: Paging,
    hasher: RandomState,
    seen: HashSet<u64>,
    marks: HashSet<u64>,
    count: Count,
}

/// What is known of a list whose pages are counted.
#[derive(Default)]
struct Count {
    /// The pages before the one that the stream began with.
    skipped: Option<u64>,
    /// The items that came.
    items: u64,
    /// The most of them on one page.
    longest: u64,
    /// The last total that was announced.
    total: Option<u64>,
}

impl Trail {
    pub(super) fn new(inner: &Inner, operation: &'static Operation, paging: Paging) -> Self {
        Self {
            operation,
            inner: inner.clone(),
            paging,
            hasher: RandomState::new(),
            seen: HashSet::new(),
            marks: HashSet::new(),
            count: Count::default(),
        }
    }

    /// Begins anew.
    pub(super) fn forget(&mut self) {
        self.seen.clear();
        self.marks.clear();
        self.count = Count::default();
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The page after this one, if there is one.
    pub(super) fn after(
        &mut self,
        cursor: &Cursor,
        report: Report,
    ) -> Result<Option<Cursor>, Error> {
        let (vendor, operation) = (self.inner.vendor(), self.operation);
        self.step(cursor, report).map_err(|why| Error::astray(vendor, operation, why))
    }

    fn step(&mut self, cursor: &Cursor, report: Report) -> Result<Option<Cursor>, String> {
        let Report { items, total, next, mark } = report;
        self.seen.insert(self.hasher.hash_one(self.name(cursor)));
        if mark.is_some_and(|mark| !self.marks.insert(mark)) {
            return Err(format!(
                "the page at `{cursor}` came before, under another cursor; the vendor does not \
                 heed it"
            ));
        }
        if self.paging.counted {
            self.count.add(cursor.number_or_zero(), items, total, self.paging.size);
        }
        let next = match (self.paging.link, next) {
            (Some(parameter), Next::Link(link)) => Some(self.read(parameter, &link)?),
            (Some(_), Next::Last) => None,
            _ if self.paging.counted => self.counted(cursor, items)?,
            _ => None,
        };
        match next {
            Some(next) if self.seen.contains(&self.hasher.hash_one(self.name(&next))) => {
                let next = redact::excerpt(next.as_str());
                Err(format!(
                    "the next page is `{next}`, which was there before; going on would never end"
                ))
            }
            next => Ok(next),
        }
    }

    /// A cursor under the one name that it has: the first page is also number 1.
    fn name<'a>(&self, cursor: &'a Cursor) -> &'a str {
        if self.paging.counted && cursor.as_str().is_empty() { "1" } else { cursor.as_str() }
    }

    fn counted(&self, cursor: &Cursor, items: usize) -> Result<Option<Cursor>, String> {
        let number = cursor.number_or_zero();
        let Some(next) = number.checked_add(1).filter(|_| number > 0) else {
            let cursor = redact::excerpt(cursor.as_str());
            return Err(format!(
                "the page at `{cursor}` has no link to the next one, and without a number it \
                 cannot be counted on from it"
            ));
        };
        let is_last = self.count.is_last(number, items, self.paging.size);
        Ok((!is_last).then(|| Cursor::from(next)))
    }

    /// The cursor in a link to the next page. Nobody follows the link itself.
    fn read(&self, parameter: &str, link: &str) -> Result<Cursor, String> {
        let fail = |why: &str| {
            let link = redact::excerpt(link);
            Err(format!("its link to the next page, `{link}`, {why}, so it is not followed"))
        };
        let mut here = self.inner.base().clone();
        let path = format!("{}{}", here.path().trim_end_matches('/'), self.operation.path());
        here.set_path(&path);
        let Ok(url) = here.join(link) else { return fail("is no address") };
        if url.origin() != here.origin() {
            let home = here.origin().ascii_serialization();
            return fail(&format!("leaves {home}"));
        }
        if !self.is_own(&url) {
            return fail(&format!("leads to another operation than {}", self.operation.path()));
        }
        let mut values = url.query_pairs().filter(|(name, _)| name == parameter);
        match (values.next(), values.next()) {
            (Some((_, value)), None) if !value.is_empty() => Ok(Cursor::from(&*value)),
            (Some(_), _) => fail(&format!("has no one value of `{parameter}`")),
            (None, _) => fail(&format!("has no `{parameter}`")),
        }
    }

    /// Whether a path is that of the operation. What stands behind a proxy that
    /// adds a path to the base URL does not know of it, and links without it.
    fn is_own(&self, url: &Url) -> bool {
        let paths = [self.inner.path_below_base(url), Some(url.path())];
        paths.into_iter().flatten().any(|path| self.operation.matches(path))
    }
}

/// Without the cursors, which are only hashes.
impl fmt::Debug for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trail")
            .field("operation", &self.operation.id())
            .field("paging", &self.paging)
            .field("pages", &self.seen.len())
            .finish()
    }
}

impl Count {
    fn add(&mut self, number: u64, items: usize, total: Option<u64>, size: Option<u64>) {
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        self.items = self.items.saturating_add(items);
        self.longest = self.longest.max(items);
        self.total = total.or(self.total);
        // What came before the first page that was asked for, as far as can be
        // told.
        let size = size.unwrap_or(items);
        self.skipped.get_or_insert_with(|| number.saturating_sub(1).saturating_mul(size));
    }

    /// Whether nothing comes after the page of this number.
    ///
    /// Neither the total nor the length of a page is believed alone: a vendor
    /// may miscount, give less on a page than it was asked for, or leave items
    /// out of a page that the caller may not see.
    fn is_last(&self, number: u64, items: usize, size: Option<u64>) -> bool {
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        let Some(total) = self.total else { return items == 0 };
        let came = self.skipped.unwrap_or_default().saturating_add(self.items);
        if items == 0 {
            let size = size.unwrap_or(self.longest).max(1);
            return came >= total || number.saturating_mul(size) >= total;
        }
        let is_short = items < self.longest || came == total && size.is_some_and(|n| items < n);
        came >= total && is_short
    }
}
