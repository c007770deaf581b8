//! People.

use floorkit_kadence_raw::{
    self as raw,
    operations::{GET_USER, UPDATE_USER, UPLOAD_USER_PHOTO},
};
use floorkit_runtime::{Multipart, Patch};

use crate::{
    Result, User, UserId,
    list::{self, filters, list},
};

/// Calls about people. Made by [`Client::users`](crate::Client::users).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.users().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UsersApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.users().list()";

    /// Asks for users. Made by [`UsersApi::list`].
    pub struct ListUsers(ListUsers, list_users, LIST_USERS) -> UserCollection of User;
}

filters! {
    ListUsers: "client.users().list()";

    /// Only this user.
    id: UserId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only users with this in their email address: **a part of it fits**, so `ann@` finds `joann@` too.
    email: String = "\"acme.example\"";
    /// Only the user with this email address.
    email_exact: String = "\"ada@acme.example\"";
    /// Only users of this given name.
    first_name: String = "\"Ada\"";
    /// Only users of this family name.
    last_name: String = "\"Lovelace\"";
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.users().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one user. Made by [`UsersApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetUser(raw::builder::GetUser, GET_USER) -> User;
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.users().update(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\").job_title(\"Architect\")";

    /// Changes a user. Made by [`UsersApi::update`].
    #[derive(Clone, Debug)]
    pub struct UpdateUser(raw::builder::UpdateUser, UPDATE_USER) -> User;
}

floorkit_runtime::request! {
    "floorkit_kadence":
        "client.users().upload_photo(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\", \"file\", \"ada.png\", \"image/png\", b\"\\x89PNG\")";

    /// Replaces a user's picture. Made by [`UsersApi::upload_photo`].
    #[derive(Debug)]
    pub struct UploadUserPhoto(raw::builder::UploadUserPhoto, UPLOAD_USER_PHOTO) -> User;
}

macro_rules! texts {
    ($($(#[$meta:meta])* $setter:ident = $sample:literal;)+) => {
        $($(#[$meta])*
        ///
        /// ```no_run
        /// # use floorkit_kadence::UpdateUser;
        /// fn changed(request: UpdateUser<'_>) -> UpdateUser<'_> {
        #[doc = concat!("    request.", stringify!($setter), "(", $sample, ")")]
        /// }
        /// ```
        pub fn $setter(mut self, text: impl Into<String>) -> Self {
            let text = text.into();
            self.raw = self.raw.body_map(|body| body.$setter(text));
            self
        })+
    };
}

macro_rules! nullable {
    ($($(#[$meta:meta])* $setter:ident, $clear:ident: $value:ty = $sample:literal;)+) => {
        $($(#[$meta])*
        ///
        /// ```no_run
        /// # use floorkit_kadence::UpdateUser;
        /// fn changed(request: UpdateUser<'_>) -> UpdateUser<'_> {
        #[doc = concat!("    request.", stringify!($setter), "(", $sample, ")")]
        /// }
        /// ```
        pub fn $setter(mut self, value: impl Into<$value>) -> Self {
            let value = Patch::Value(value.into());
            self.raw = self.raw.body_map(|body| body.$setter(value));
            self
        }

        #[doc = concat!("Takes away what [`", stringify!($setter), "`](Self::", stringify!($setter), ") sets.")]
        ///
        /// ```no_run
        /// # use floorkit_kadence::UpdateUser;
        /// fn changed(request: UpdateUser<'_>) -> UpdateUser<'_> {
        #[doc = concat!("    request.", stringify!($clear), "()")]
        /// }
        /// ```
        pub fn $clear(mut self) -> Self {
            self.raw = self.raw.body_map(|body| body.$setter(Patch::<$value>::Null));
            self
        })+
    };
}

impl UpdateUser<'_> {
    texts! {
        /// The given name.
        first_name = "\"Ada\"";
        /// The family name.
        last_name = "\"Lovelace\"";
    }

    nullable! {
        /// The job title.
        job_title, clear_job_title: String = "\"Architect\"";
        /// A text about the person.
        biography, clear_biography: String = "\"Likes engines.\"";
        /// The time zone where the person is, by its IANA name.
        location_timezone, clear_location_timezone: String = "\"Europe/London\"";
        /// The country where the person is, by its ISO 3166-1 code of two letters.
        location_country_code, clear_location_country_code: String = "\"GB\"";
        /// The city where the person is.
        location_city_name, clear_location_city_name: String = "\"London\"";
        /// The latitude where the person is, in degrees.
        location_latitude, clear_location_latitude: f64 = "51.5";
        /// The longitude where the person is, in degrees.
        location_longitude, clear_location_longitude: f64 = "-0.1";
    }
}

impl<'a> UsersApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists users: `GET /v1/public/users`.
    ///
    /// [`find_by_email`](Self::find_by_email) finds one person. Whether a part of a name fits
    /// is not documented.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/User/operation/api_v1publicusers_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let mut users = client.users().list().last_name("Lovelace").items();
    /// while let Some(user) = users.next().await.transpose()? {
    ///     println!("{:?}", user.email);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers::new(self.raw)
    }

    /// Gets one user: `GET /v1/public/users/{id}`.
    ///
    /// A booking names its owner: see [`BookingExt`](crate::BookingExt).
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/User/operation/api_v1publicusers_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let user = client.users().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such user.
    pub fn get(&self, id: impl Into<UserId>) -> GetUser<'a> {
        GetUser::new(self.raw.get_user().id(id.into()))
    }

    /// Finds the user with exactly this email address, in capital or small letters.
    ///
    /// The filter of the service fits a part of an address, or is exact, as its version has
    /// it: what comes is compared here as well.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let ann = client.users().find_by_email("ann@acme.example").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list`](Self::list).
    pub async fn find_by_email(&self, email: &str) -> Result<Option<User>> {
        // Both, since a service that does not know the exact one passes over it.
        let list = self.list().email(email).email_exact(email);
        list::find(list.pages(), |user| list::is_email(user.email.as_deref(), email)).await
    }

    /// Changes a user: `PATCH /v1/public/users/{id}`.
    ///
    /// What is not set stays as it is; `clear_` takes something away. Neither the email
    /// address nor the language nor the preferred floor can be changed. A call that failed
    /// is tried again, since repeating it does no harm.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/User/operation/api_v1publicusers_id_patch)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let request = client.users().update("01J8ZQ4M6T2V9XK3C5N7P0R1SB");
    /// request.job_title("Architect").clear_biography().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such user;
    /// [`is_bad_request`](crate::Error::is_bad_request), or a status of 422, for a value
    /// that is not taken.
    pub fn update(&self, user: impl Into<UserId>) -> UpdateUser<'a> {
        UpdateUser::new(self.raw.update_user().id(user.into()))
    }

    /// Replaces a user's picture: `POST /v1/public/users/{id}/photo`.
    ///
    /// Which part of the form holds the picture is not documented, so it is yours to say;
    /// `file` is a guess. Nor is documented which kinds of images are taken and how large
    /// they may be. No field of the user shows the picture.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/User/operation/api_v1publicusers_idphoto_post)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let picture = std::fs::read("ada.png")?;
    /// let users = client.users();
    /// users.upload_photo("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "file", "ada.png", "image/png", picture).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_bad_request`](crate::Error::is_bad_request), or a status of 422, for a picture
    /// that is not taken.
    pub fn upload_photo(
        &self,
        user: impl Into<UserId>,
        part: &str,
        file_name: &str,
        media_type: &str,
        picture: impl AsRef<[u8]>,
    ) -> UploadUserPhoto<'a> {
        let form = Multipart::new().file(part, file_name, media_type, picture);
        UploadUserPhoto::new(self.raw.upload_user_photo().id(user.into()).body(form))
    }
}
