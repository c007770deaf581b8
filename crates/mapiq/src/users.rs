//! Users of the subscription.

use floorkit_mapiq_raw::{self as raw, operations::LIST_USERS};

use crate::{User, list::list};

/// Calls about users. Made by [`Client::users`](crate::Client::users).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let users = client.users().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UsersApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "floorkit_mapiq": "client.users().list()";

    /// Asks for users. Made by [`UsersApi::list`].
    pub struct ListUsers(raw.list_users, LIST_USERS) -> User, in parts;
}

impl<'a> UsersApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists the users of the subscription: `GET /v2/users`.
    ///
    /// A user exists from their first login until an administrator removes them, so
    /// somebody who has never logged in is not listed. A user has the latest license
    /// plate that Mapiq knows, under a name that is not known here, and the customer's
    /// own id only where single sign-on sends one.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::Record as _;
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let users = client.users().list().send().await?;
    /// let ada = users.iter().find(|user| user.text("email") == Some("ada@acme.example"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden), presumably, if the application was
    /// not granted to read users.
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers::new(self.raw)
    }
}
