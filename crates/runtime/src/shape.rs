//! The shape that the crates of all vendors have in common: a client, how it is
//! built, and requests that are put together and sent.

/// Defines the `Client` of a vendor's crate, and its `ClientBuilder`.
///
/// A macro, and not a generic type, so that each crate has types of its own, to
/// which it adds what only its vendor has: a method for each resource, a region. What
/// is the same for all stands here once, with its documentation.
///
/// The first literal is the path of the module where `Client` and `Credentials` are,
/// for examples; `raw` names the generated crate; `env` is what the names of
/// environment variables begin with
/// ([`ClientBuilder::from_env`](crate::ClientBuilder::from_env)). The documentation
/// links to what the vendor's crate re-exports: `crate::Error`, `crate::Interceptor`,
/// `crate::Backoff`, `crate::Limits` and `crate::call`.
///
/// # Example
///
/// ```
/// # mod floorkit_acme_raw {
/// #     #[derive(Clone, Debug)]
/// #     pub struct Client;
/// #     impl Client {
/// #         pub fn from_parts(_: floorkit_runtime::Parts) -> Self {
/// #             Self
/// #         }
/// #     }
/// #     pub mod operations {
/// #         use floorkit_runtime::Vendor;
/// #         pub static VENDOR: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
/// #     }
/// # }
/// floorkit_runtime::client! {
///     "floorkit_acme", raw: floorkit_acme_raw, env: "ACME";
///
///     /// A client of Acme.
///     pub struct Client;
///     /// Builds a [`Client`].
///     pub struct ClientBuilder;
/// }
///
/// let client = Client::builder().build()?;
/// # Ok::<(), floorkit_runtime::Error>(())
/// ```
#[macro_export]
macro_rules! client {
    (
        $path:literal, raw: $raw:ident, env: $env:literal;

        $(#[$client:meta])*
        pub struct Client;
        $(#[$builder:meta])*
        pub struct ClientBuilder;
    ) => {
        $(#[$client])*
        #[derive(Clone, Debug)]
        pub struct Client {
            raw: $raw::Client,
        }

        $(#[$builder])*
        ///
        /// `Debug` shows neither the credential nor anything else that is secret.
        ///
        /// # Example
        ///
        /// ```
        #[doc = concat!("use ", $path, "::{Client, Credentials};")]
        ///
        /// let builder = Client::builder()
        ///     .credentials(Credentials::token("s3cret"))
        ///     .user_agent("facilities-dashboard/2.1");
        /// assert!(!format!("{builder:?}").contains("s3cret"));
        /// ```
        #[derive(Clone, Debug)]
        #[must_use = "call `build`"]
        pub struct ClientBuilder($crate::ClientBuilder);

        impl Client {
            /// Begins to build a client.
            ///
            /// ```
            #[doc = concat!("let builder = ", $path, "::Client::builder();")]
            /// ```
            pub fn builder() -> ClientBuilder {
                ClientBuilder::of($crate::ClientBuilder::new(&$raw::operations::VENDOR))
            }

            /// Builds a client as environment variables say.
            ///
            #[doc = concat!("Their names begin with `", $env, "_`. For the credential: `API_TOKEN`,")]
            /// or what the vendor exchanges for a token, `CLIENT_ID` and `CLIENT_SECRET` (or
            /// `USERNAME` and `PASSWORD` beside the id, where it asks for a user's). Where
            /// the vendor has such things: `API_KEY`, `REGION`, and the parts of its
            /// address. For a simulator or a proxy: `BASE_URL` and `TOKEN_URL`. An empty
            /// variable counts as one that is not set.
            ///
            /// # Example
            ///
            /// ```no_run
            #[doc = concat!("// ", $env, "_API_TOKEN=tok_…")]
            #[doc = concat!("let client = ", $path, "::Client::from_env()?;")]
            #[doc = concat!("# Ok::<(), ", $path, "::Error>(())")]
            /// ```
            ///
            /// # Errors
            ///
            /// [`is_configuration`](crate::Error::is_configuration) if there is no
            /// credential, half of one or two of them, or if a value cannot be used. It
            /// names the variables and shows no value.
            pub fn from_env() -> ::core::result::Result<Self, $crate::Error> {
                Self::builder_from_env()?.build()
            }

            /// Begins to build a client as [`from_env`](Self::from_env) does, for what
            /// no variable says.
            ///
            /// # Example
            ///
            /// ```no_run
            /// # use std::time::Duration;
            #[doc = concat!("let builder = ", $path, "::Client::builder_from_env()?;")]
            /// let client = builder.timeout(Duration::from_secs(20)).build()?;
            #[doc = concat!("# Ok::<(), ", $path, "::Error>(())")]
            /// ```
            ///
            /// # Errors
            ///
            /// As of [`from_env`](Self::from_env).
            pub fn builder_from_env() -> ::core::result::Result<ClientBuilder, $crate::Error> {
                let vendor = &$raw::operations::VENDOR;
                $crate::ClientBuilder::from_env(vendor, $env).map(ClientBuilder::of)
            }

            /// The generated client, which has every operation as the document has it.
            ///
            /// It has an error type of its own. Wrap a call of it in
            /// [`call`](crate::call()) to get an [`Error`](crate::Error) that keeps all
            /// that is known about a failure.
            ///
            /// # Example
            ///
            /// ```no_run
            #[doc = concat!("# fn sample(client: ", $path, "::Client) {")]
            /// let raw = client.raw();
            /// # }
            /// ```
            pub fn raw(&self) -> &$raw::Client {
                &self.raw
            }
        }

        impl ClientBuilder {
            fn of(builder: $crate::ClientBuilder) -> Self {
                let user_agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
                Self(builder.user_agent(user_agent))
            }

            /// What the client identifies itself with.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::{Client, Credentials};")]
            ///
            /// let builder = Client::builder().credentials(Credentials::token("tok_…"));
            /// ```
            pub fn credentials(self, credentials: impl Into<$crate::Credentials>) -> Self {
                Self(self.0.credentials(credentials))
            }

            /// Another base URL: a proxy, or a simulator. If it is not `https`, calls
            /// that need the credential are refused, except on this machine.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().base_url("http://127.0.0.1:8080");
            /// ```
            pub fn base_url(self, base_url: impl Into<String>) -> Self {
                Self(self.0.base_url(base_url))
            }

            /// Another address of the endpoint that gives out tokens, where the vendor
            /// has one: `https`, except on this machine.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().token_url("http://127.0.0.1:8080/token");
            /// ```
            pub fn token_url(self, url: impl Into<String>) -> Self {
                Self(self.0.token_url(url))
            }

            #[doc = concat!(
                "The `User-Agent` that is sent; `", env!("CARGO_PKG_NAME"), "/<version>` by default."
            )]
            ///
            /// ```
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().user_agent("facilities-dashboard/2.1");
            /// ```
            pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
                Self(self.0.user_agent(user_agent))
            }

            /// The longest time that connecting may take; 5 seconds by default.
            ///
            /// ```
            /// # use std::time::Duration;
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().connect_timeout(Duration::from_secs(2));
            /// ```
            pub fn connect_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.connect_timeout(timeout))
            }

            /// The longest time without a byte of the answer; 5 minutes by default.
            ///
            /// ```
            /// # use std::time::Duration;
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().read_timeout(Duration::from_secs(20));
            /// ```
            pub fn read_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.read_timeout(timeout))
            }

            /// The longest time that one attempt may take, from sending it to the last
            /// byte of its answer; as long as the whole request by default.
            ///
            /// ```
            /// # use std::time::Duration;
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().attempt_timeout(Duration::from_secs(30));
            /// ```
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// The longest time that one request may take: waiting for its turn under
            /// the limits, for a token, all attempts and the pauses between them; 10
            /// minutes by default. What is split or comes page by page takes several
            /// requests.
            ///
            /// ```
            /// # use std::time::Duration;
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().timeout(Duration::from_secs(120));
            /// ```
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// When a request is tried again; [`Backoff`](crate::Backoff) by default.
            /// Whatever the policy, one that changes something and may have been carried
            /// out is not.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::{Backoff, Client};")]
            ///
            /// let builder = Client::builder().retry(Backoff::new().attempts(2));
            /// ```
            pub fn retry(self, policy: impl $crate::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// What all requests together may spend on being tried again.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::{Client, RetryBudget};")]
            ///
            /// let builder = Client::builder().retry_budget(RetryBudget::new(100));
            /// ```
            pub fn retry_budget(self, budget: $crate::RetryBudget) -> Self {
                Self(self.0.retry_budget(budget))
            }

            /// How many requests are made at once and in a second; by default what the
            /// vendor documents. Give the same [`Limits`](crate::Limits) to all clients
            /// that the vendor counts as one.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::{Client, Limits, raw::operations::VENDOR};")]
            ///
            /// // Three processes like this one stand behind the same address.
            /// let limits = Limits::of(&VENDOR).share(1.0 / 3.0);
            /// let builder = Client::builder().limits(limits);
            /// ```
            pub fn limits(self, limits: $crate::Limits) -> Self {
                Self(self.0.limits(limits))
            }

            /// Runs code of your own before and after each attempt; see
            /// [`Interceptor`](crate::Interceptor).
            ///
            /// ```
            #[doc = concat!("use ", $path, "::{AttemptOutcome, Client, Interceptor};")]
            ///
            /// #[derive(Debug)]
            /// struct Log;
            ///
            /// impl Interceptor for Log {
            ///     fn after(&self, outcome: &AttemptOutcome<'_>) {
            ///         println!("{} {:?}", outcome.operation.id(), outcome.status);
            ///     }
            /// }
            ///
            /// let builder = Client::builder().interceptor(Log);
            /// ```
            pub fn interceptor(self, interceptor: impl $crate::Interceptor) -> Self {
                Self(self.0.interceptor(interceptor))
            }

            /// Sets what this builder has no method for, on the run time's own builder:
            /// the HTTP client's set-up, how large an answer may be, canned answers in a
            /// test.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let builder = Client::builder().configure(|builder| {
            ///     builder.largest_answer(16 * 1024 * 1024).http(|http| http.https_only(true))
            /// });
            /// ```
            pub fn configure(
                self,
                change: impl FnOnce($crate::ClientBuilder) -> $crate::ClientBuilder,
            ) -> Self {
                Self(change(self.0))
            }

            /// Builds the client. Nothing is sent yet.
            ///
            /// ```
            #[doc = concat!("use ", $path, "::Client;")]
            ///
            /// let client = Client::builder().base_url("http://127.0.0.1:8080").build()?;
            #[doc = concat!("# Ok::<(), ", $path, "::Error>(())")]
            /// ```
            ///
            /// # Errors
            ///
            /// [`is_configuration`](crate::Error::is_configuration) if an address, the
            /// user agent or the credential cannot be used, or one is missing; it says
            /// what to call.
            pub fn build(self) -> ::core::result::Result<Client, $crate::Error> {
                Ok(Client { raw: $raw::Client::from_parts(self.0.build()?) })
            }
        }
    };
}

/// Defines a request of a vendor's crate: a builder over one of the raw client's, with
/// the methods that all requests have.
///
/// - `options` for this call alone, `send` for the value, `reply` for the value with
///   what else is known of the answer.
/// - The literals are for the examples: the path of the module where `Client` is, and
///   how such a request begins, from a `client` on.
/// - In parentheses are the raw client's builder, which the request keeps as `raw`, and
///   the operation.
/// - With `with`, the request gathers something itself, such as a body that has no fields
///   of its own; when it is sent, the raw builder is given it by the method of that name.
/// - With `via`, the value is read by a function `fn(T) -> Result<U, Misread>`; with `by`,
///   by a `fn(Reply<T>) -> Result<Reply<U>, Error>`, for answers of which the status tells
///   what they mean.
///
/// What can be asked for goes into an `impl` below it.
///
/// # Example
///
/// ```
/// # mod raw {
/// #     pub mod builder {
/// #         use floorkit_runtime::{Error, Method, Operation};
/// #         use progenitor_client::ResponseValue;
/// #         #[derive(Clone, Debug, Default)]
/// #         pub struct ListDesks<'a>(Option<&'a str>);
/// #         impl<'a> ListDesks<'a> {
/// #             pub fn floor_id(self, _: String) -> Self {
/// #                 self
/// #             }
/// #             pub async fn send(self) -> Result<ResponseValue<Vec<String>>, progenitor_client::Error<()>> {
/// #                 std::future::pending().await
/// #             }
/// #         }
/// #     }
/// #     pub mod operations {
/// #         use floorkit_runtime::{Method, Operation};
/// #         pub static LIST_DESKS: Operation = Operation::new("list_desks", Method::Get, "/v1/desks");
/// #     }
/// # }
/// floorkit_runtime::request! {
///     "floorkit_acme": "client.desks().list()";
///
///     /// Asks for desks.
///     #[derive(Clone, Debug)]
///     pub struct ListDesks(raw::builder::ListDesks, raw::operations::LIST_DESKS) -> Vec<String>;
/// }
///
/// impl ListDesks<'_> {
///     /// Only those of this floor.
///     pub fn floor(mut self, id: impl Into<String>) -> Self {
///         self.raw = self.raw.floor_id(id.into());
///         self
///     }
/// }
///
/// let request = ListDesks::new(Default::default()).floor("f-1");
/// ```
#[macro_export]
macro_rules! request {
    (
        $path:literal: $example:literal;

        $(#[$meta:meta])*
        pub struct $name:ident($($builder:ident)::+, $operation:path) -> $value:ty
            $(, with $gathered:ident: $kind:ty)* $(, via $read:path)? $(, by $whole:path)?;
    ) => {
        $(#[$meta])*
        ///
        /// # Example
        ///
        /// ```no_run
        #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> Result<(), Box<dyn std::error::Error>> {")]
        #[doc = concat!("let answer = ", $example, ".send().await?;")]
        /// # Ok(())
        /// # }
        /// ```
        #[must_use = "call `send`"]
        pub struct $name<'a> {
            raw: $($builder)::+<'a>,
            $($gathered: $kind,)*
            options: $crate::CallOptions,
        }

        impl<'a> $name<'a> {
            pub(crate) fn new(raw: $($builder)::+<'a> $(, $gathered: $kind)*) -> Self {
                Self { raw, $($gathered,)* options: $crate::CallOptions::new() }
            }

            /// How this call alone is made: its time limits, whether it may be tried
            /// again, headers of its own.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            #[doc = concat!("# use ", $path, "::CallOptions;")]
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> Result<(), Box<dyn std::error::Error>> {")]
            /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
            #[doc = concat!("let answer = ", $example, ".options(patient).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Sends the request, and gives the value of the answer.
            ///
            /// # Example
            ///
            /// ```no_run
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> Result<(), Box<dyn std::error::Error>> {")]
            #[doc = concat!("let answer = ", $example, ".send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// Whatever went wrong between here and the vendor: ask the
            /// [`Error`](crate::Error).
            pub async fn send(self) -> ::core::result::Result<$value, $crate::Error> {
                self.reply().await.map($crate::Reply::into_value)
            }

            /// Sends the request, and gives the value together with what else is known of
            /// the answer: status, request id, headers.
            ///
            /// # Example
            ///
            /// ```no_run
            #[doc = concat!("# async fn sample(client: ", $path, "::Client) -> Result<(), Box<dyn std::error::Error>> {")]
            #[doc = concat!("let reply = ", $example, ".reply().await?;")]
            /// println!("{} after {} attempts", reply.status(), reply.attempts());
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// As of [`send`](Self::send).
            pub async fn reply(self) -> ::core::result::Result<$crate::Reply<$value>, $crate::Error> {
                let raw = self.raw$(.$gathered(self.$gathered))*;
                let reply = $crate::call_as(&$operation, self.options, raw.send()).await?;
                $(let reply = reply.try_map($read)?;)?
                $(let reply = $whole(reply)?;)?
                Ok(reply)
            }
        }
    };
}
