//! Lists whose form nobody has written down, and the requests for them.

use std::{ops::Deref, slice, vec};

use floorkit_mapiq_raw::{self as raw, ResponseValue, types};
use floorkit_runtime::{CallOptions, Misread, Operation, Reply, call_as, read_as};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Result, envelope};

/// What a list call gives: records, and what stood around them.
///
/// It can be used as a slice. No document says whether a list of Mapiq comes by itself
/// or in an object; both are read, and what else is in such an object is
/// [`around`](Self::around) the records.
///
/// # Example
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let users = client.users().list().send().await?;
/// println!("{} users, among them {:?}", users.len(), users.first());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct List<T> {
    pub(crate) records: Vec<T>,
    pub(crate) around: Map<String, Value>,
    /// The field of the object that has the records.
    pub(crate) field: Option<String>,
}

impl<T> List<T> {
    pub(crate) fn bare(records: Vec<T>) -> Self {
        Self { records, around: Map::new(), field: None }
    }

    /// The records alone.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::User;
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let users: Vec<User> = client.users().list().send().await?.into_vec();
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_vec(self) -> Vec<T> {
        self.records
    }

    /// What stood beside the records if they came in an object, by its names on the
    /// wire; nothing if the list came by itself.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let users = client.users().list().send().await?;
    /// for (name, value) in users.around() {
    ///     println!("beside the users: {name} = {value}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn around(&self) -> &Map<String, Value> {
        &self.around
    }

    /// What around the records says that there are more than these: where it stands,
    /// as a JSON pointer. Only a list that was asked for with `accept_part` has any.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let users = client.users().list().accept_part().send().await?;
    /// if let Some(place) = users.more() {
    ///     println!("not all: see {place} in {:?}", users.around());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn more(&self) -> Option<String> {
        envelope::more(&self.around, self.records.len()).map(|more| more.pointer)
    }
}

impl<T: Serialize> List<T> {
    /// The same list, each record read with a type of the caller's.
    pub(crate) fn read_as<U: DeserializeOwned>(self) -> Result<List<U>, Misread> {
        let Self { records, around, field } = self;
        let mut read = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let record = read_as(record).map_err(|misread| {
                let misread = misread.within(index.to_string());
                field.iter().fold(misread, |misread, field| misread.within(field))
            })?;
            read.push(record);
        }
        Ok(List { records: read, around, field })
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.records
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

/// An answer that is a list in one of the forms that it may have.
pub(crate) trait Listing {
    type Record;

    /// With `accepts_part`, an object in which no list of records can be told is one
    /// around none.
    fn into_list(self, accepts_part: bool) -> Result<List<Self::Record>, Misread>;
}

macro_rules! listings {
    ($($union:ident of $record:ident,)+) => {
        $(impl Listing for types::$union {
            type Record = types::$record;

            fn into_list(self, accepts_part: bool) -> Result<List<Self::Record>, Misread> {
                match self {
                    Self::List(list) => Ok(List::bare(list.into())),
                    Self::Envelope(envelope) => envelope::open(envelope.into(), accepts_part),
                    _ => Err(Misread::new("this version does not know the shape")),
                }
            }
        })+
    };
}

listings! {
    Buildings of Building,
    CheckinEvents of CheckinEvent,
    CheckinStatuses of CheckinStatus,
    ParkingLots of ParkingLot,
    ParkingSpotReservations of ParkingSpotReservation,
    Users of User,
    Workdays of Workday,
    WorkspaceReservations of WorkspaceReservation,
}

/// Makes a call whose answer is a list.
pub(crate) async fn reply<L: Listing, E>(
    operation: &'static Operation,
    options: CallOptions,
    accepts_part: bool,
    send: impl Future<Output = Result<ResponseValue<L>, raw::Error<E>>>,
) -> Result<Reply<List<L::Record>>> {
    call_as(operation, options, send).await?.try_map(|answer| {
        let list = answer.into_list(accepts_part)?;
        match envelope::more(&list.around, list.records.len()) {
            Some(more) if !accepts_part => Err(more.into()),
            _ => Ok(list),
        }
    })
}

/// Defines a request for a list whose query parameters nobody has written down.
///
/// The literals are for the examples: the path of the module where `Client` is, and how
/// such a request begins. In parentheses are the raw client's module and method, and
/// the operation. With `in parts` there is a way to accept a part of a list; with `to`,
/// one to make the request of version 2 that takes its place.
macro_rules! list {
    (
        $path:literal: $example:literal;

        $(#[$meta:meta])*
        pub struct $name:ident($raw:ident . $method:ident, $operation:path) -> $record:ty
            $(, $word:ident $target:ident)?;
    ) => {
        $(#[$meta])*
        ///
        /// # Example
        ///
        /// ```no_run
        #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> floorkit_mapiq::Result<()> {")]
        #[doc = concat!("let list = ", $example, ".send().await?;")]
        /// println!("{}", list.len());
        /// # Ok(())
        /// # }
        /// ```
        #[derive(Clone, Debug)]
        #[must_use = "call `send`"]
        pub struct $name<'a> {
            raw: &'a $raw::Client,
            filters: ::floorkit_runtime::QueryMap,
            options: ::floorkit_runtime::CallOptions,
            accepts_part: bool,
        }

        impl<'a> $name<'a> {
            pub(crate) fn new(raw: &'a $raw::Client) -> Self {
                Self {
                    raw,
                    filters: Default::default(),
                    options: Default::default(),
                    accepts_part: false,
                }
            }

            /// A query parameter, by its name on the wire; as many as are needed.
            ///
            /// Which there are, and whether any is required, stands in the vendor's
            /// reference on the developer portal and nowhere else. A service passes over
            /// a name that it does not know as a rule, and then answers with more than
            /// was asked for.
            ///
            /// ```no_run
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> floorkit_mapiq::Result<()> {")]
            #[doc = concat!("let request = ", $example, ".filter(\"buildingId\", \"9f8e7d6c\");")]
            /// let list = request.send().await?;
            /// # Ok(())
            /// # }
            /// ```
            pub fn filter(
                mut self,
                name: impl Into<String>,
                value: impl ::std::fmt::Display,
            ) -> Self {
                self.filters = self.filters.with(name, value.to_string());
                self
            }

            /// How this call alone is made: its time limits, whether it may be tried
            /// again, headers of its own.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # use floorkit_mapiq::CallOptions;
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> floorkit_mapiq::Result<()> {")]
            /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
            #[doc = concat!("let list = ", $example, ".options(patient).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn options(mut self, options: ::floorkit_runtime::CallOptions) -> Self {
                self.options = options;
                self
            }

            $($crate::list::list! { @$word $target, $path: $example })?

            /// Sends the request, and gives the records.
            ///
            /// # Example
            ///
            /// ```no_run
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> floorkit_mapiq::Result<()> {")]
            #[doc = concat!("for record in ", $example, ".send().await? {")]
            ///     println!("{record:?}");
            /// }
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// [`is_unauthorized`](crate::Error::is_unauthorized) if the credential is not
            /// accepted, [`is_bad_request`](crate::Error::is_bad_request) perhaps if a
            /// parameter is missing, [`is_decode`](crate::Error::is_decode) if the answer
            /// is no list.
            pub async fn send(self) -> $crate::Result<$crate::List<$record>> {
                self.reply().await.map(::floorkit_runtime::Reply::into_value)
            }

            /// Sends the request, and reads each record with a type of your own: its
            /// fields are those that the vendor's reference names.
            ///
            /// # Example
            ///
            /// ```no_run
            /// # mod sample {
            /// #[derive(serde::Deserialize)]
            /// struct Named {
            ///     #[serde(default)]
            ///     name: Option<String>,
            /// }
            ///
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> floorkit_mapiq::Result<()> {")]
            #[doc = concat!("for record in ", $example, ".send_as::<Named>().await? {")]
            ///     println!("{:?}", record.name);
            /// }
            /// # Ok(())
            /// # }
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// As of [`send`](Self::send); and [`is_decode`](crate::Error::is_decode) if
            /// a record does not fit the type: `decode_path` names the record and the
            /// field.
            pub async fn send_as<T: ::serde::de::DeserializeOwned>(
                self,
            ) -> $crate::Result<$crate::List<T>> {
                let reply = self.reply().await?.try_map($crate::List::read_as)?;
                Ok(reply.into_value())
            }

            /// Sends the request, and gives the records together with what else is known
            /// of the answer: status, request id, headers.
            ///
            /// # Example
            ///
            /// ```no_run
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> floorkit_mapiq::Result<()> {")]
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
            ) -> $crate::Result<::floorkit_runtime::Reply<$crate::List<$record>>> {
                let Self { raw, filters, options, accepts_part } = self;
                let send = raw.$method().filters(filters).send();
                $crate::list::reply(&$operation, options, accepts_part, send).await
            }
        }
    };
    (@in parts, $path:literal: $example:literal) => {
        /// Takes what came even if it says that there is more, or is no list.
        ///
        /// Whether any list of Mapiq comes in parts is not known here, and so is how the
        /// next one would be asked for. An answer that speaks of more records than it has
        /// is an error, therefore, and no list that lacks some in silence. With this it
        /// is a list, and [`List::more`](crate::List::more) names the place that says so;
        /// ask for the rest with [`filter`](Self::filter). An object in which no list of
        /// records can be told becomes a list of none, with all that came
        /// [around](crate::List::around) it.
        ///
        /// ```no_run
        #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> floorkit_mapiq::Result<()> {")]
        #[doc = concat!("let list = ", $example, ".accept_part().send().await?;")]
        /// println!("{} and more: {:?}", list.len(), list.more());
        /// # Ok(())
        /// # }
        /// ```
        pub fn accept_part(mut self) -> Self {
            self.accepts_part = true;
            self
        }
    };
    (@to $request:ident, $path:literal: $example:literal) => {
        /// The same request to version 2, with the same query parameters: what they are
        /// called there is not known here.
        ///
        /// ```no_run
        /// # use floorkit_mapiq::Client;
        #[doc = concat!("# async fn sample(client: ", $path, "::Client, v2: Client) -> floorkit_mapiq::Result<()> {")]
        #[doc = concat!("let list = ", $example, ".to_v2(&v2).send().await?;")]
        /// # Ok(())
        /// # }
        /// ```
        pub fn to_v2(self, client: &$crate::Client) -> $crate::$request<'_> {
            let request = $crate::$request::new(client.raw()).options(self.options);
            self.filters.iter().fold(request, |request, (name, value)| request.filter(name, value))
        }
    };
}

pub(crate) use list;
