//! What the requests of this crate have in common, beside what those of all vendors have.

/// Defines a request over one of the raw client's builders; see
/// [`floorkit_runtime::request`]. Since no answer of Maptician is documented, each can be
/// read with a type of the caller's.
macro_rules! request {
    (
        $example:literal;

        $(#[$meta:meta])*
        pub struct $name:ident($builder:ident, $operation:ident) -> $value:ty
            $(, with $gathered:ident: $kind:ty)* $(, by $whole:path)?;
    ) => {
        ::floorkit_runtime::request! {
            "floorkit_maptician": $example;

            $(#[$meta])*
            #[derive(Debug)]
            pub struct $name(
                floorkit_maptician_raw::builder::$builder,
                floorkit_maptician_raw::operations::$operation
            ) -> $value $(, with $gathered: $kind)* $(, by $whole)?;
        }
    };
}

/// Adds `send_as` to requests.
macro_rules! send_as {
    ($($name:ident: $example:literal;)+) => {
        $(impl $name<'_> {
            /// Sends the request, and reads the whole answer with a type of yours. No
            /// answer of Maptician is documented: whoever has seen one knows more.
            ///
            /// # Example
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
            /// # type Yours = serde_json::Value;
            #[doc = concat!("let answer: Yours = ", $example, ".send_as().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// As of [`send`](Self::send), and [`is_decode`](crate::Error::is_decode) if
            /// the answer does not fit the type. It says where, and the call has been
            /// made all the same.
            pub async fn send_as<T: ::serde::de::DeserializeOwned>(self) -> $crate::Result<T> {
                let reply = self.reply().await?;
                let reply = reply.try_map(|answer| ::floorkit_runtime::read_as(&answer))?;
                Ok(reply.into_value())
            }
        })+
    };
}

/// Adds `filter` to requests that gather `filters`.
macro_rules! filter {
    ($($name:ident: $example:literal;)+) => {
        $(impl $name<'_> {
            /// A query parameter, by its name on the wire; as many as are needed.
            ///
            /// Which there are stands in the vendor's reference, of which no copy with
            /// the names was found. A service passes over a name that it does not know
            /// as a rule, and then answers with more than was asked for.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_maptician::Client) -> Result<(), Box<dyn std::error::Error>> {
            #[doc = concat!("let request = ", $example, ".filter(\"timezone\", \"Europe/Amsterdam\");")]
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
        })+
    };
}

/// Adds `field` to requests that gather a `body`.
macro_rules! field {
    ($($name:ident: $example:literal;)+) => {
        $(impl $name<'_> {
            /// A field of the body, by its name on the wire; the last value of a name
            /// counts.
            ///
            /// Names that are not documented stand in the vendor's reference only.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_maptician::Client) -> Result<(), Box<dyn std::error::Error>> {
            #[doc = concat!("let request = ", $example, ".field(\"note\", \"moved\");")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn field(
                mut self,
                name: impl Into<String>,
                value: impl Into<::serde_json::Value>,
            ) -> Self {
                self.body.insert(name.into(), value.into());
                self
            }
        })+
    };
}

/// Defines a group of calls, made by a method of the client.
macro_rules! api {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            raw: &'a ::floorkit_maptician_raw::Client,
        }

        impl<'a> $name<'a> {
            pub(crate) fn new(raw: &'a ::floorkit_maptician_raw::Client) -> Self {
                Self { raw }
            }
        }
    };
}

pub(crate) use {api, field, filter, request, send_as};
