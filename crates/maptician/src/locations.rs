//! Locations, which Maptician calls offices in its fields.

use serde_json::Value;

use crate::{
    Location, OfficeId,
    fields::Fields,
    request::{api, field, request, send_as},
};

api! {
    /// Calls about locations. Made by [`Client::locations`](crate::Client::locations).
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let locations = client.locations().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct LocationsApi;
}

request! {
    "client.locations().list()";

    /// Asks for locations. Made by [`LocationsApi::list`].
    #[derive(Clone)]
    pub struct ListLocations(ListLocations, LIST_LOCATIONS) -> Vec<Location>;
}

request! {
    "client.locations().get(\"7c9e6679\")";

    /// Asks for one location. Made by [`LocationsApi::get`].
    #[derive(Clone)]
    pub struct GetLocation(GetLocation, GET_LOCATION) -> Location;
}

request! {
    "client.locations().create()";

    /// Creates a location. Made by [`LocationsApi::create`].
    #[derive(Clone)]
    pub struct CreateLocation(CreateLocation, CREATE_LOCATION) -> Value, with body: Fields;
}

request! {
    "client.locations().update(\"7c9e6679\")";

    /// Changes a location. Made by [`LocationsApi::update`].
    #[derive(Clone)]
    pub struct UpdateLocation(UpdateLocation, UPDATE_LOCATION) -> Value, with body: Fields;
}

request! {
    "client.locations().delete(\"7c9e6679\")";

    /// Removes a location. Made by [`LocationsApi::delete`].
    #[derive(Clone)]
    pub struct DeleteLocation(DeleteLocation, DELETE_LOCATION) -> Value;
}

send_as! {
    ListLocations: "client.locations().list()";
    GetLocation: "client.locations().get(\"7c9e6679\")";
    CreateLocation: "client.locations().create()";
    UpdateLocation: "client.locations().update(\"7c9e6679\")";
    DeleteLocation: "client.locations().delete(\"7c9e6679\")";
}

field! {
    CreateLocation: "client.locations().create()";
    UpdateLocation: "client.locations().update(\"7c9e6679\")";
}

impl<'a> LocationsApi<'a> {
    /// Lists all locations: `GET /ext/v1/locations/global/`.
    ///
    /// Floors and suites are told by the maps of a location and not by the location. No
    /// paging is documented: presumably all come at once.
    ///
    /// A [`Location`] is used as a map; none of its fields is documented. Elsewhere the
    /// vendor names a location by `officeID` and `officeName`.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// for location in client.locations().list().send().await? {
    ///     println!("{:?}", location.get("officeName"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid.
    pub fn list(&self) -> ListLocations<'a> {
        ListLocations::new(self.raw.list_locations())
    }

    /// Gets one location: `GET /ext/v1/locations/location/{officeID}/`.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let location = client.locations().get("7c9e6679-7425-40de-944b-e07fc1f90ae7").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list`](Self::list). What an unknown location is answered with is not
    /// documented.
    pub fn get(&self, office: impl Into<OfficeId>) -> GetLocation<'a> {
        GetLocation::new(self.raw.get_location().office_id(office.into()))
    }

    /// Creates a location: `POST /ext/v1/locations/`.
    ///
    /// None of its fields is documented: take the names from the vendor's reference. A
    /// creation that failed is not repeated by itself if it may have arrived.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let created = client.locations().create().field("officeName", "North").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list`](Self::list). [`may_have_been_sent`](crate::Error::may_have_been_sent)
    /// tells whether there may be a new location all the same.
    pub fn create(&self) -> CreateLocation<'a> {
        CreateLocation::new(self.raw.create_location(), Fields::default())
    }

    /// Changes a location: `PATCH /ext/v1/locations/location/{officeID}/`.
    ///
    /// None of its fields is documented, nor what null does to one.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.locations().update("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    /// request.field("officeName", "North Wing").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn update(&self, office: impl Into<OfficeId>) -> UpdateLocation<'a> {
        let raw = self.raw.update_location().office_id(office.into());
        UpdateLocation::new(raw, Fields::default())
    }

    /// Removes a location: `DELETE /ext/v1/locations/location/{officeID}/`.
    ///
    /// What becomes of the people, maps and seats that belong to it is not documented.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// client.locations().delete("7c9e6679-7425-40de-944b-e07fc1f90ae7").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn delete(&self, office: impl Into<OfficeId>) -> DeleteLocation<'a> {
        DeleteLocation::new(self.raw.delete_location().office_id(office.into()))
    }
}
