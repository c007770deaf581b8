//! Seats.

use crate::{
    Seat, SeatId,
    request::{api, request, send_as},
};

api! {
    /// Calls about seats. Made by [`Client::seats`](crate::Client::seats).
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let seats = client.seats().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct SeatsApi;
}

request! {
    "client.seats().list()";

    /// Asks for seats. Made by [`SeatsApi::list`].
    #[derive(Clone)]
    pub struct ListSeats(ListSeats, LIST_SEATS) -> Vec<Seat>;
}

request! {
    "client.seats().get(\"7c9e6679\")";

    /// Asks for one seat. Made by [`SeatsApi::get`].
    #[derive(Clone)]
    pub struct GetSeat(GetSeat, GET_SEAT) -> Seat;
}

send_as! {
    ListSeats: "client.seats().list()";
    GetSeat: "client.seats().get(\"7c9e6679\")";
}

impl<'a> SeatsApi<'a> {
    /// Lists all active seats: `GET /ext/v1/seats/`.
    ///
    /// Seats with another status are left out. No filter and no paging is documented:
    /// presumably all come at once.
    ///
    /// A [`Seat`] is used as a map. It tells its name, its status, whether it can be
    /// assigned and where it is, in fields whose names are not documented.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// for seat in client.seats().list().send().await? {
    ///     println!("{:?} is {:?}", seat.get("name"), seat.get("status"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid.
    pub fn list(&self) -> ListSeats<'a> {
        ListSeats::new(self.raw.list_seats())
    }

    /// Gets one seat: `GET /ext/v1/seats/{seatID}/`.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let seat = client.seats().get("7c9e6679-7425-40de-944b-e07fc1f90ae7").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid. What an unknown seat is answered with is not documented.
    pub fn get(&self, seat: impl Into<SeatId>) -> GetSeat<'a> {
        GetSeat::new(self.raw.get_seat().seat_id(seat.into()))
    }
}
