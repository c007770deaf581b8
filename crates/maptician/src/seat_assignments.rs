//! Seats that belong to somebody for good.

use floorkit_runtime::QueryMap;
use serde_json::Value;

use crate::{
    AssignmentId, AssignmentStatus, Person, SeatId,
    fields::Fields,
    request::{api, field, filter, request, send_as},
};

api! {
    /// Calls about seats that belong to somebody for good. Made by
    /// [`Client::seat_assignments`](crate::Client::seat_assignments).
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let assignments = client.seat_assignments().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct SeatAssignmentsApi;
}

request! {
    "client.seat_assignments().list()";

    /// Asks for assignments. Made by [`SeatAssignmentsApi::list`].
    #[derive(Clone)]
    pub struct ListSeatAssignments(ListSeatAssignments, LIST_SEAT_ASSIGNMENTS) -> Value,
        with filters: QueryMap;
}

request! {
    "client.seat_assignments().assign(\"7c9e6679\", floorkit_maptician::UserId::from(\"0f8fad5b\"))";

    /// Assigns a seat. Made by [`SeatAssignmentsApi::assign`].
    #[derive(Clone)]
    pub struct AssignSeat(AssignSeat, ASSIGN_SEAT) -> Value, with body: Fields;
}

request! {
    "client.seat_assignments().end(\"3d813cbb\")";

    /// Ends an assignment. Made by [`SeatAssignmentsApi::end`].
    #[derive(Clone)]
    pub struct EndSeatAssignment(EndSeatAssignment, END_SEAT_ASSIGNMENT) -> Value;
}

send_as! {
    ListSeatAssignments: "client.seat_assignments().list()";
    AssignSeat: "client.seat_assignments().assign(\"7c9e6679\", floorkit_maptician::UserId::from(\"0f8fad5b\"))";
    EndSeatAssignment: "client.seat_assignments().end(\"3d813cbb\")";
}

filter! { ListSeatAssignments: "client.seat_assignments().list()"; }

field! {
    AssignSeat: "client.seat_assignments().assign(\"7c9e6679\", floorkit_maptician::UserId::from(\"0f8fad5b\"))";
}

impl<'a> SeatAssignmentsApi<'a> {
    /// Lists assignments: `GET /ext/v1/assignments/seats/`.
    ///
    /// Those that are ongoing, if nothing else is asked for. Further filters, for a range
    /// of time and for which details of maps and people come along, have names that are
    /// not documented; nor is the form of the answer.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/getseatassignments)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::AssignmentStatus;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let coming = client.seat_assignments().list().status(AssignmentStatus::Scheduled);
    /// let assignments = coming.offices(["North"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid.
    pub fn list(&self) -> ListSeatAssignments<'a> {
        ListSeatAssignments::new(self.raw.list_seat_assignments(), QueryMap::new())
    }

    /// Assigns a seat to a person for good: `POST /ext/v1/assignments/seats/`.
    ///
    /// The seat must be active, of a type of use that can be assigned, and must not be
    /// assigned to anybody. Rooms cannot be assigned.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/createseatassignment)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::Person;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Person::Email("ada@acme.example".to_owned());
    /// let seat = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    /// client.seat_assignments().assign(seat, ada).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list`](Self::list). How a seat that cannot be assigned is answered is not
    /// documented. [`may_have_been_sent`](crate::Error::may_have_been_sent) tells whether
    /// it may be assigned all the same.
    pub fn assign(&self, seat: impl Into<SeatId>, person: impl Into<Person>) -> AssignSeat<'a> {
        let mut body = person.into().into_fields();
        body.insert("seatID".to_owned(), Value::String(seat.into().to_string()));
        AssignSeat::new(self.raw.assign_seat(), body)
    }

    /// Ends an assignment for good: `DELETE /ext/v1/assignments/seats/{assignmentID}`.
    ///
    /// The seat can be assigned anew.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// client.seat_assignments().end("3d813cbb-47fb-32ba-91df-831e1593ac29").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list`](Self::list). What an unknown assignment is answered with is not
    /// documented.
    pub fn end(&self, assignment: impl Into<AssignmentId>) -> EndSeatAssignment<'a> {
        EndSeatAssignment::new(self.raw.end_seat_assignment().assignment_id(assignment.into()))
    }
}

impl ListSeatAssignments<'_> {
    /// Only those of this status; those that are ongoing if it is not said. It has no
    /// effect beside [`assignments`](Self::assignments).
    ///
    /// ```no_run
    /// use floorkit_maptician::AssignmentStatus;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.seat_assignments().list().status(AssignmentStatus::Ended);
    /// # Ok(())
    /// # }
    /// ```
    pub fn status(mut self, status: AssignmentStatus) -> Self {
        self.raw = self.raw.assignment_status(status);
        self
    }

    /// Only these assignments, whatever their status.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.seat_assignments().list().assignments(["3d813cbb", "9b2f01aa"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn assignments(mut self, ids: impl IntoIterator<Item = impl Into<AssignmentId>>) -> Self {
        self.raw = self.raw.assignments(list(ids.into_iter().map(|id| id.into().to_string())));
        self
    }

    /// Only those in these locations, each by its id or, presumably, its name.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.seat_assignments().list().offices(["North", "Portland, Oregon"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn offices(mut self, offices: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.raw = self.raw.office(list(offices.into_iter().map(Into::into)));
        self
    }
}

/// Values joined by commas or, where that could be read in another way, as a JSON array:
/// the service takes either.
fn list(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    let is_plain =
        |value: &String| !value.contains(',') && !value.starts_with('[') && value.trim() == value;
    if values.iter().all(is_plain) { values.join(",") } else { Value::from(values).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_can_be_read_in_one_way_only() {
        for (values, expected) in [
            (&["a", "b"][..], "a,b"),
            (&["a"], "a"),
            (&[], ""),
            (&["Portland, Oregon", "North"], r#"["Portland, Oregon","North"]"#),
            (&["[x]"], r#"["[x]"]"#),
            (&[" a"], r#"[" a"]"#),
        ] {
            assert_eq!(list(values.iter().map(ToString::to_string)), expected);
        }
    }
}
