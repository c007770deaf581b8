//! What the requests that are put together by hand have in common.

/// The method that takes options for one call, which it keeps in `options`. The literal
/// is how such a request begins in an example, from a `client` and a `week` on.
macro_rules! options {
    ($example:literal) => {
        /// How each request of this call is made: its time limits, whether it may be tried
        /// again, headers of its own.
        ///
        /// ```no_run
        /// # use std::time::Duration;
        /// # use floorkit_density::{CallOptions, Client, Range};
        /// # #[allow(deprecated)]
        /// # async fn sample(client: Client, week: Range) -> floorkit_density::Result<()> {
        /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
        #[doc = concat!("let answer = ", $example, ".options(patient).send().await?;")]
        /// # Ok(())
        /// # }
        /// ```
        pub fn options(mut self, options: $crate::CallOptions) -> Self {
            self.options = options;
            self
        }
    };
}
pub(crate) use options;
