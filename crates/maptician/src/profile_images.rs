//! Profile images of people.

use bytes::Bytes;
use floorkit_runtime::Multipart;
use serde_json::Value;

use crate::{
    ProfileImage, UserId,
    fields::Fields,
    request::{api, field, request, send_as},
};

/// The name of the part that has the image, which the vendor's page gives.
const PART: &str = "profile";

api! {
    /// Calls about profile images. Made by
    /// [`Client::profile_images`](crate::Client::profile_images).
    ///
    /// Which kinds of images are taken is not documented; the web app takes PNG, JPEG,
    /// WebP and SVG for visitors.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let image = client.profile_images().get("0f8fad5b").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct ProfileImagesApi;
}

request! {
    "client.profile_images().get(\"0f8fad5b\")";

    /// Asks where an image is. Made by [`ProfileImagesApi::get`].
    #[derive(Clone)]
    pub struct GetProfileImage(GetProfileImage, GET_PROFILE_IMAGE) -> ProfileImage;
}

request! {
    "client.profile_images().set(\"0f8fad5b\")";

    /// Sets an image from an address. Made by [`ProfileImagesApi::set`].
    #[derive(Clone)]
    pub struct SetProfileImage(SetProfileImage, SET_PROFILE_IMAGE) -> Value, with body: Fields;
}

request! {
    "client.profile_images().upload(\"0f8fad5b\", \"image/png\", &b\"\\x89PNG\"[..])";

    /// Sets an image from bytes. Made by [`ProfileImagesApi::upload`].
    pub struct UploadProfileImage(UploadProfileImage, UPLOAD_PROFILE_IMAGE) -> Value;
}

request! {
    "client.profile_images().upload_form(\"0f8fad5b\", \"ada.png\", \"image/png\", b\"\\x89PNG\")";

    /// Sets an image from a file in a form. Made by [`ProfileImagesApi::upload_form`].
    pub struct UploadProfileImageForm(UploadProfileImageForm, UPLOAD_PROFILE_IMAGE_FORM) -> Value;
}

request! {
    "client.profile_images().clear(\"0f8fad5b\")";

    /// Puts the default image back. Made by [`ProfileImagesApi::clear`].
    #[derive(Clone)]
    pub struct ClearProfileImage(ClearProfileImage, CLEAR_PROFILE_IMAGE) -> Value;
}

send_as! {
    GetProfileImage: "client.profile_images().get(\"0f8fad5b\")";
    SetProfileImage: "client.profile_images().set(\"0f8fad5b\")";
    UploadProfileImage: "client.profile_images().upload(\"0f8fad5b\", \"image/png\", &b\"\\x89PNG\"[..])";
    UploadProfileImageForm: "client.profile_images().upload_form(\"0f8fad5b\", \"ada.png\", \"image/png\", b\"\\x89PNG\")";
    ClearProfileImage: "client.profile_images().clear(\"0f8fad5b\")";
}

field! { SetProfileImage: "client.profile_images().set(\"0f8fad5b\")"; }

impl<'a> ProfileImagesApi<'a> {
    /// Gets where a person's image is: `GET /ext/v1/occupants/profile-images/{userID}/`.
    ///
    /// Also tells whether it was changed from the default. The image itself is elsewhere.
    /// A [`ProfileImage`] is used as a map, whose fields are not documented.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let image = client.profile_images().get("0f8fad5b-d9cb-469f-a165-70867728950e");
    /// println!("{:?}", image.send().await?.get("url"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid. What an unknown person is answered with is not documented.
    pub fn get(&self, user: impl Into<UserId>) -> GetProfileImage<'a> {
        GetProfileImage::new(self.raw.get_profile_image().user_id(user.into()))
    }

    /// Sets a person's image from an address that Maptician can reach:
    /// `POST /ext/v1/occupants/profile-images/{userID}/`.
    ///
    /// The service fetches the image, crops it around its center to 140 by 140 pixels,
    /// compresses it, keeps a copy and answers where that is. The name of the field for
    /// the address is not documented: it goes into [`field`](SetProfileImage::field).
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.profile_images().set("0f8fad5b-d9cb-469f-a165-70867728950e");
    /// request.field("url", "https://people.acme.example/ada.png").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn set(&self, user: impl Into<UserId>) -> SetProfileImage<'a> {
        let raw = self.raw.set_profile_image().user_id(user.into());
        SetProfileImage::new(raw, Fields::default())
    }

    /// Sets a person's image from the bytes of a file:
    /// `POST /ext/v1/occupants/profile-images/{userID}/bin`.
    ///
    /// The body is the image, of the media type that is given, such as `image/png`.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let image = std::fs::read("ada.png")?;
    /// client.profile_images().upload("0f8fad5b", "image/png", image).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get); and
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if no header can carry
    /// the media type.
    pub fn upload(
        &self,
        user: impl Into<UserId>,
        media_type: impl Into<String>,
        image: impl Into<Bytes>,
    ) -> UploadProfileImage<'a> {
        let raw = self.raw.upload_profile_image().user_id(user.into());
        UploadProfileImage::new(raw.content_type(media_type.into()).body(image.into()))
    }

    /// Sets a person's image from a file in a form:
    /// `POST /ext/v1/occupants/profile-images/{userID}/form-bin`.
    ///
    /// The file goes into the part `profile`.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let image = std::fs::read("ada.png")?;
    /// let images = client.profile_images();
    /// images.upload_form("0f8fad5b", "ada.png", "image/png", image).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn upload_form(
        &self,
        user: impl Into<UserId>,
        file_name: &str,
        media_type: &str,
        image: impl AsRef<[u8]>,
    ) -> UploadProfileImageForm<'a> {
        let raw = self.raw.upload_profile_image_form().user_id(user.into());
        let form = Multipart::new().file(PART, file_name, media_type, image);
        UploadProfileImageForm::new(raw.body(form))
    }

    /// Puts the default image of a person back:
    /// `POST /ext/v1/occupants/profile-images/{userID}/clear`.
    ///
    /// A call that failed is tried again, since repeating it does no harm.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// client.profile_images().clear("0f8fad5b-d9cb-469f-a165-70867728950e").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn clear(&self, user: impl Into<UserId>) -> ClearProfileImage<'a> {
        ClearProfileImage::new(self.raw.clear_profile_image().user_id(user.into()))
    }
}
