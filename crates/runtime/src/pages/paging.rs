//! How pages follow each other.

/// How the pages of a list follow each other.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Paging;
///
/// // By links such as `?page=2`, and by the total where a page has no word of
/// // them; fifty to a page.
/// const BOOKINGS: Paging = Paging::links("page").counted().size(50);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub(super) link: Option<&'static str>,
    pub(super) counted: bool,
    pub(super) size: Option<u64>,
}

impl Paging {
    /// There is one page, which holds everything.
    pub const fn none() -> Self {
        Self { link: None, counted: false, size: None }
    }

    /// Each page has a link to the next one, of which this query parameter
    /// names the page. The first one without a link is the last.
    pub const fn links(parameter: &'static str) -> Self {
        Self { link: Some(parameter), ..Self::none() }
    }

    /// Pages are numbered from 1. An empty or short page is the last one if the
    /// total says so, too:
    ///
    /// - While fewer items came than the total announces, there is more, even
    ///   after an empty page; until the numbers of the pages say, too, that the
    ///   total is behind. A total that is too large costs requests and loses
    ///   nothing.
    /// - When all came that were announced, a full page may yet be followed by
    ///   another: the total may be too small. A page that is shorter than the
    ///   [size](Self::size) that was asked for, or than an earlier one, is
    ///   followed by none.
    /// - Without a total, or with a negative one, the first empty page is the
    ///   last. What an earlier page announced holds on.
    ///
    /// The total of the latest page counts, so it may change on the way. A
    /// vendor that gives the same page for every number would never come to an
    /// end: see [`Batch::known_by`](super::Batch::known_by).
    pub const fn numbers() -> Self {
        Self { counted: true, ..Self::none() }
    }

    /// Where a page says nothing about the next one, neither a link nor that it
    /// is the last, it is counted on as with [`numbers`](Self::numbers).
    #[must_use]
    pub const fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// How many items are asked for on each page. Where it is not known, one
    /// more request is needed to see that a page was the last.
    #[must_use]
    pub const fn size(mut self, items: u64) -> Self {
        self.size = Some(items);
        self
    }
}
