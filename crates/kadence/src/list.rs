//! Lists that come page by page.

use floorkit_kadence_raw::types;
use floorkit_runtime::{Batch, Next, Pages, Paging};

use crate::Result;

/// The most that a page holds. Every list has it, and so the fewest calls are made.
pub(crate) const LARGEST_PAGE: i64 = 500;

/// How the pages of a list follow each other: by `hydra:next` or, where `hydra:view` is
/// missing, by the total.
pub(crate) fn paging(size: i64) -> Paging {
    let paging = Paging::links("page").counted();
    u64::try_from(size).map_or(paging, |size| paging.size(size))
}

/// A page of a list.
pub(crate) trait Collection {
    type Item;

    fn into_batch(self) -> Batch<Self::Item>;
}

macro_rules! collections {
    ($($collection:ident of $item:ident,)+) => {
        $(impl Collection for types::$collection {
            type Item = types::$item;

            fn into_batch(self) -> Batch<types::$item> {
                let next = self.view.map_or(Next::Unsaid, |view| Next::from_view(view.next));
                let first = self.member.first().map(|item| item.id.to_string());
                let batch = Batch::new(self.member).total(self.total_items).next(next);
                batch.known_by(first.as_ref())
            }
        })+
    };
}

collections! {
    BookingCollection of Booking,
    BuildingCollection of Building,
    FloorCollection of Floor,
    NeighborhoodCollection of Neighborhood,
    SpaceCollection of Space,
    UserCollection of User,
    VisitCollection of Visit,
    VisitorCollection of Visitor,
}

/// The first item that is wanted. Pages are asked for one by one, since the first one has
/// it as a rule.
pub(crate) async fn find<T: Send + 'static>(
    pages: Pages<T>,
    is_wanted: impl Fn(&T) -> bool,
) -> Result<Option<T>> {
    let mut items = pages.on_demand().items();
    while let Some(item) = items.next().await.transpose()? {
        if is_wanted(&item) {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// Whether an email address is the one that is looked for, in capital or small letters.
pub(crate) fn is_email(found: Option<&str>, wanted: &str) -> bool {
    found.is_some_and(|found| found.to_lowercase() == wanted.to_lowercase())
}

/// Defines a request for a list that comes page by page.
///
/// The literal begins an example. In parentheses are the raw client's builder and method,
/// and the operation. With `ordered by`, a closure over the raw builder gives the list an
/// order where pages follow each other, since those of an unordered list may overlap.
macro_rules! list {
    (
        $example:literal;

        $(#[$meta:meta])*
        pub struct $name:ident($builder:ident, $method:ident, $operation:ident) -> $collection:ident of $item:ident
            $(, ordered by $order:expr)?;
    ) => {
        $(#[$meta])*
        ///
        /// # Example
        ///
        /// ```no_run
        /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
        #[doc = concat!("let mut items = ", $example, ".items();")]
        /// while let Some(item) = items.next().await.transpose()? {
        ///     println!("{:?}", item.id);
        /// }
        /// # Ok(())
        /// # }
        /// ```
        #[derive(Clone)]
        #[must_use = "call `send`, `pages` or `items`"]
        pub struct $name<'a> {
            raw: &'a ::floorkit_kadence_raw::Client,
            // Kept as what they do to the raw client's builder, since each page needs one.
            filters: Vec<Filter>,
            items_per_page: Option<i64>,
            page: Option<i64>,
            options: ::floorkit_runtime::CallOptions,
        }

        type Filter = ::std::sync::Arc<
            dyn for<'r> Fn(
                    ::floorkit_kadence_raw::builder::$builder<'r>,
                ) -> ::floorkit_kadence_raw::builder::$builder<'r>
                + Send
                + Sync,
        >;

        impl<'a> $name<'a> {
            pub(crate) fn new(raw: &'a ::floorkit_kadence_raw::Client) -> Self {
                Self {
                    raw,
                    filters: Vec::new(),
                    items_per_page: None,
                    page: None,
                    options: ::floorkit_runtime::CallOptions::new(),
                }
            }

            /// How many there are on a page, at most 500: 500 for
            /// [`pages`](Self::pages) and [`items`](Self::items) if it is not said, and what
            /// the service thinks fit for [`send`](Self::send). The guides ask for 10 to 500.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let first = ", $example, ".items_per_page(50).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn items_per_page(mut self, items: u16) -> Self {
                self.items_per_page = Some(items.into());
                self
            }

            /// Which page [`send`](Self::send) asks for, from 1 on.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let second = ", $example, ".page(2).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn page(mut self, page: u32) -> Self {
                self.page = Some(page.into());
                self
            }

            /// How these calls alone are made: their time limits, whether they may be tried
            /// again, headers of their own.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # use floorkit_kadence::CallOptions;
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
            #[doc = concat!("let first = ", $example, ".options(patient).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn options(mut self, options: ::floorkit_runtime::CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Gets one page. `member` has what is on it; it may not be all.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let first = ", $example, ".send().await?;")]
            /// println!("{} of {:?}", first.member.len(), first.total_items);
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// Whatever went wrong between here and the vendor: ask the
            /// [`Error`](crate::Error).
            pub async fn send(self) -> $crate::Result<$crate::$collection> {
                self.reply().await.map(::floorkit_runtime::Reply::into_value)
            }

            /// Gets one page, together with what else is known of the answer: status,
            /// request id, headers.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let reply = ", $example, ".reply().await?;")]
            /// println!("{} after {} attempts", reply.status(), reply.attempts());
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// As of [`send`](Self::send).
            pub async fn reply(
                self,
            ) -> $crate::Result<::floorkit_runtime::Reply<$crate::$collection>> {
                // Boxed, since a request with room for each filter takes up to 16 KiB.
                ::std::boxed::Box::pin(async move {
                    let request = asked(self.raw, &self.filters, self.items_per_page, self.page);
                    ::floorkit_runtime::call_as(&OPERATION, self.options, request.send()).await
                })
                .await
            }

            /// The pages, one after another. While one is looked at the next is fetched.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let mut pages = ", $example, ".pages();")]
            /// while let Some(page) = pages.next().await.transpose()? {
            ///     println!("{} of {:?}", page.items.len(), page.total);
            /// }
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// The first one ends the stream, which can be
            /// [resumed](floorkit_runtime::Pages::resume) there.
            pub fn pages(self) -> ::floorkit_runtime::Pages<$crate::$item> {
                use ::floorkit_kadence_raw::ClientInfo as _;

                let Self { raw, filters, items_per_page, options, .. } = self;
                let filters = ordered(filters);
                let size = items_per_page.unwrap_or($crate::list::LARGEST_PAGE);
                let client = raw.clone();
                let fetch = move |cursor: ::floorkit_runtime::Cursor| {
                    let (client, filters, options) =
                        (client.clone(), filters.clone(), options.clone());
                    async move {
                        let page = i64::try_from(cursor.number()?).ok();
                        let request = asked(&client, &filters, Some(size), page);
                        let answer =
                            ::floorkit_runtime::call_as(&OPERATION, options, request.send());
                        Ok($crate::list::Collection::into_batch(answer.await?.into_value()))
                    }
                };
                let paging = $crate::list::paging(size);
                ::floorkit_runtime::Pages::new(raw.inner(), &OPERATION, paging, fetch)
            }

            /// What is on the pages, one after another.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let mut items = ", $example, ".items();")]
            /// let first = items.next().await.transpose()?;
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// As of [`pages`](Self::pages).
            pub fn items(self) -> ::floorkit_runtime::Items<$crate::$item> {
                self.pages().items()
            }

            fn filter<F>(mut self, filter: F) -> Self
            where
                F: for<'r> Fn(
                        ::floorkit_kadence_raw::builder::$builder<'r>,
                    )
                        -> ::floorkit_kadence_raw::builder::$builder<'r>
                    + Send
                    + Sync
                    + 'static,
            {
                self.filters.push(::std::sync::Arc::new(filter));
                self
            }
        }

        use ::floorkit_kadence_raw::operations::$operation as OPERATION;

        /// The raw client's request for one page.
        fn asked<'r>(
            raw: &'r ::floorkit_kadence_raw::Client,
            filters: &[Filter],
            items_per_page: Option<i64>,
            page: Option<i64>,
        ) -> ::floorkit_kadence_raw::builder::$builder<'r> {
            let request = filters.iter().fold(raw.$method(), |request, filter| filter(request));
            let request = match items_per_page {
                Some(items) => request.items_per_page(items),
                None => request,
            };
            match page {
                Some(page) => request.page(page),
                None => request,
            }
        }

        /// The filters of a list of which pages follow each other.
        fn ordered(filters: Vec<Filter>) -> Vec<Filter> {
            $(let filters = {
                let order: Filter = ::std::sync::Arc::new($order);
                // First, so that an order of the caller's takes its place.
                ::std::iter::once(order).chain(filters).collect()
            };)?
            filters
        }

        impl ::std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("filters", &self.filters.len())
                    .field("items_per_page", &self.items_per_page)
                    .field("page", &self.page)
                    .finish_non_exhaustive()
            }
        }
    };
}

/// Adds setters that hand an id or a text to the raw builder's method of that name.
macro_rules! filters {
    (
        $name:ident: $example:literal;
        $($(#[$meta:meta])* $setter:ident: $kind:ty = $sample:literal;)+
    ) => {
        impl $name<'_> {
            $($(#[$meta])*
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let request = ", $example, ".", stringify!($setter), "(", $sample, ");")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn $setter(self, value: impl Into<$kind>) -> Self {
                let value = value.into();
                self.filter(move |raw| raw.$setter(value.clone()))
            })+
        }
    };
}

pub(crate) use {filters, list};
