//! Users of the organization.

use floorkit_density_raw::{
    self as raw,
    operations::{CREATE_USER, DELETE_USER, GET_USER, LIST_USERS, UPDATE_USER},
};

use crate::{SpaceId, User, UserId, UserRole, by_space};

/// Calls about users. Made by [`Client::users`](crate::Client::users).
///
/// They need short-lived tokens with the permission to manage users: an id and a secret
/// as credentials, and not an API token.
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let users = client.users().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UsersApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_density": "client.users().list()";

    /// Asks for users. Made by [`UsersApi::list`].
    #[derive(Clone, Debug)]
    pub struct ListUsers(raw::builder::ListUsers, LIST_USERS) -> Vec<User>;
}

floorkit_runtime::request! {
    "floorkit_density": "client.users().get(\"usr_1\")";

    /// Asks for a user. Made by [`UsersApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetUser(raw::builder::GetUser, GET_USER) -> User;
}

floorkit_runtime::request! {
    "floorkit_density": "client.users().create(\"ada@acme.example\")";

    /// Creates a user. Made by [`UsersApi::create`].
    #[derive(Clone, Debug)]
    pub struct CreateUser(raw::builder::CreateUser, CREATE_USER) -> User;
}

floorkit_runtime::request! {
    "floorkit_density": "client.users().update(\"usr_1\").full_name(\"Ada Archer\")";

    /// Changes a user. Made by [`UsersApi::update`].
    #[derive(Clone, Debug)]
    pub struct UpdateUser(raw::builder::UpdateUser, UPDATE_USER) -> User;
}

floorkit_runtime::request! {
    "floorkit_density": "client.users().delete(\"usr_1\")";

    /// Deletes a user. Made by [`UsersApi::delete`].
    #[derive(Clone, Debug)]
    pub struct DeleteUser(raw::builder::DeleteUser, DELETE_USER) -> ();
}

impl<'a> UsersApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists all users: `GET /v3/users`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, OpenEnum, UserRole};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let users = client.users().list().send().await?;
    /// let owner = Some(OpenEnum::Known(UserRole::Owner));
    /// let owners = users.iter().filter(|user| user.role == owner).count();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden) if the token may not manage users.
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers::new(self.raw.list_users())
    }

    /// Gets a user: `GET /v3/users/{user_id}`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let user = client.users().get("usr_1").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden) if the token may not manage users. With
    /// which status the service refuses an unknown id is not documented.
    pub fn get(&self, id: impl Into<UserId>) -> GetUser<'a> {
        GetUser::new(self.raw.get_user().user_id(id.into()))
    }

    /// Creates a user, and gives it with its id: `POST /v3/users`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, UserRole};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let user = client.users().create("ada@acme.example").full_name("Ada Archer");
    /// let user = user.role(UserRole::Readonly).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden) if the token may not manage users. If it
    /// may have been carried out and the answer was lost, it is not sent again; see
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent).
    pub fn create(&self, email: impl Into<String>) -> CreateUser<'a> {
        let email = email.into();
        CreateUser::new(self.raw.create_user().body_map(|body| body.email(email)))
    }

    /// Changes a user, and gives it as it is then: `PUT /v3/users/{user_id}`. The address
    /// cannot be changed.
    ///
    /// Whether what is not set stays is not documented, and a `PUT` may well mean that it
    /// does not: set name, role and spaces, from what was read.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, UserRole};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let user = client.users().get("usr_1").send().await?;
    /// let update = client.users().update(user.id).role(UserRole::Editor);
    /// let update = update.full_name(user.full_name.unwrap_or_default());
    /// update.spaces(user.spaces.unwrap_or_default()).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn update(&self, id: impl Into<UserId>) -> UpdateUser<'a> {
        UpdateUser::new(self.raw.update_user().user_id(id.into()))
    }

    /// Deletes a user: `DELETE /v3/users/{user_id}`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// client.users().delete("usr_1").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn delete(&self, id: impl Into<UserId>) -> DeleteUser<'a> {
        DeleteUser::new(self.raw.delete_user().user_id(id.into()))
    }
}

/// What can be said of a user, new or not.
macro_rules! profile {
    ($name:ident, $example:literal) => {
        impl $name<'_> {
            /// First and last name.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
            #[doc = concat!("let user = ", $example, ".full_name(\"Ada Archer\").send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn full_name(mut self, name: impl Into<String>) -> Self {
                let name = name.into();
                self.raw = self.raw.body_map(|body| body.full_name(name));
                self
            }

            /// What the user may do.
            ///
            /// ```no_run
            /// # use floorkit_density::UserRole;
            /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
            #[doc = concat!("let user = ", $example, ".role(UserRole::Editor).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn role(mut self, role: UserRole) -> Self {
                self.raw = self.raw.body_map(|body| body.role(role));
                self
            }

            /// Where the user may do it.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
            #[doc = concat!("let user = ", $example, ".spaces([\"spc_1\"]).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
                let spaces = by_space::ids(spaces);
                self.raw = self.raw.body_map(|body| body.spaces(spaces));
                self
            }
        }
    };
}

profile!(CreateUser, "client.users().create(\"ada@acme.example\")");
profile!(UpdateUser, "client.users().update(\"usr_1\")");
