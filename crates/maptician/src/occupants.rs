//! People.

use serde_json::Value;

use crate::{
    Occupant, OccupantChange,
    request::{api, request, send_as},
};

api! {
    /// Calls about people. Made by [`Client::occupants`](crate::Client::occupants).
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let people = client.occupants().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct OccupantsApi;
}

request! {
    "client.occupants().list()";

    /// Asks for people. Made by [`OccupantsApi::list`].
    #[derive(Clone)]
    pub struct ListOccupants(ListOccupants, LIST_OCCUPANTS) -> Vec<Occupant>;
}

request! {
    "client.occupants().change([])";

    /// Creates, changes and deletes people. Made by `OccupantsApi::change`.
    #[derive(Clone)]
    pub struct ChangeOccupants(ChangeOccupants, CHANGE_OCCUPANTS) -> Value;
}

send_as! {
    ListOccupants: "client.occupants().list()";
    ChangeOccupants: "client.occupants().change([])";
}

impl<'a> OccupantsApi<'a> {
    /// Lists the people who are active now: `GET /ext/v1/occupants/global/`.
    ///
    /// Deactivated people are left out. No filter and no paging is documented:
    /// presumably all come at once.
    ///
    /// An [`Occupant`] is used as a map; none of its fields is documented. Elsewhere the
    /// vendor names people by `userID`, `email`, `employeeID`, `externalId` and `name`.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let people = client.occupants().list().send().await?;
    /// let ada = people.iter().find(|person| {
    ///     person.get("email").is_some_and(|email| email == "ada@acme.example")
    /// });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid.
    pub fn list(&self) -> ListOccupants<'a> {
        ListOccupants::new(self.raw.list_occupants())
    }

    /// Creates, changes and deletes people in bulk: `POST /json/occupants/`.
    ///
    /// Each item says what to do with one person, who is found by `userID`, else by
    /// `email`. What an item leaves out stays as it is; an explicit null empties a field
    /// where that is allowed. A deletion only marks the person as deleted. Whether one
    /// bad item refuses all is not documented, nor is any other field of a person.
    ///
    /// A call that failed is not repeated by itself: an item may be a creation, which
    /// fails for who exists.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/post_json-occupants)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{OccupantAction, OccupantChange, UserId};
    /// # #[allow(deprecated)]
    /// # async fn sample(client: floorkit_maptician::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let leaver: OccupantChange = OccupantChange::builder()
    ///     .user_id(UserId::from("0f8fad5b-d9cb-469f-a165-70867728950e"))
    ///     .action(OccupantAction::Delete)
    ///     .try_into()?;
    /// client.occupants().change([leaver]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not valid.
    #[deprecated(note = "the vendor's list of 2026 lacks it, and names nothing in its place")]
    pub fn change(&self, changes: impl IntoIterator<Item = OccupantChange>) -> ChangeOccupants<'a> {
        #[expect(deprecated, reason = "this is deprecated as well")]
        let raw = self.raw.change_occupants();
        ChangeOccupants::new(raw.body(Vec::from_iter(changes)))
    }
}
