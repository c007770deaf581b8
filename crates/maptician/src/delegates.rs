//! Who may reserve for whom.

use std::fmt;

use floorkit_maptician_raw::{self as raw};
use floorkit_runtime::{CallOptions, Misread, read_as};
use serde_json::Value;

use crate::{
    Delegates, ReplaceDelegatesRequest, Result, UserId,
    request::{api, request, send_as},
};

api! {
    /// Calls about who may reserve for whom. Made by
    /// [`Client::delegates`](crate::Client::delegates).
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let delegates = client.delegates().get("0f8fad5b").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct DelegatesApi;
}

request! {
    "client.delegates().get(\"0f8fad5b\")";

    /// Asks for whom a person may reserve. Made by [`DelegatesApi::get`].
    #[derive(Clone)]
    pub struct GetDelegates(GetDelegates, GET_DELEGATES) -> Delegates;
}

request! {
    "client.delegates().replace(\"0f8fad5b\", floorkit_maptician::ReplaceDelegatesRequest {
    global_delegate: false,
    delegated_occupants: vec![],
    delegated_locations: vec![],
    delegated_departments: vec![],
})";

    /// Replaces for whom a person may reserve. Made by [`DelegatesApi::replace`].
    #[derive(Clone)]
    pub struct ReplaceDelegates(ReplaceDelegates, REPLACE_DELEGATES) -> Value;
}

/// Changes for whom a person may reserve. Made by [`DelegatesApi::update`].
///
/// # Example
///
/// ```no_run
/// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
/// let request = client.delegates().update("0f8fad5b", |it| it.global_delegate = false);
/// let answer = request.send().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "call `send`"]
pub struct UpdateDelegates<'a, F> {
    raw: &'a raw::Client,
    user: UserId,
    change: F,
    discards_unknown: bool,
    options: CallOptions,
}

send_as! {
    GetDelegates: "client.delegates().get(\"0f8fad5b\")";
    ReplaceDelegates: "client.delegates().replace(\"0f8fad5b\", floorkit_maptician::ReplaceDelegatesRequest {
    global_delegate: false,
    delegated_occupants: vec![],
    delegated_locations: vec![],
    delegated_departments: vec![],
})";
}

impl<'a> DelegatesApi<'a> {
    /// Gets for whom a person may reserve:
    /// `GET /ext/v1/occupants/user/{userID}/delegates/`.
    ///
    /// [`Delegates`] are used as a map. Their fields are not documented; presumably they
    /// are those of [`ReplaceDelegatesRequest`].
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let delegates = client.delegates().get("0f8fad5b-d9cb-469f-a165-70867728950e");
    /// println!("{:?}", delegates.send().await?.get("global_delegate"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid. What an unknown person is answered with is not documented.
    pub fn get(&self, user: impl Into<UserId>) -> GetDelegates<'a> {
        GetDelegates::new(self.raw.get_delegates().user_id(user.into()))
    }

    /// Replaces for whom a person may reserve:
    /// `PUT /ext/v1/occupants/user/{userID}/delegates/`.
    ///
    /// **Nothing is merged**: what is not in it is withdrawn. The web app can also
    /// delegate by group, which has no field here; whether a replacement drops that is not
    /// documented. [`update`](Self::update) reads first.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/put_ext-v1-occupants-user-userid-delegates)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{DelegatedOccupant, ReplaceDelegatesRequest};
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = DelegatedOccupant { email: Some("ada@acme.example".into()), user_id: None };
    /// let delegates = ReplaceDelegatesRequest {
    ///     global_delegate: false,
    ///     delegated_occupants: vec![ada],
    ///     delegated_locations: vec![],
    ///     delegated_departments: vec![],
    /// };
    /// client.delegates().replace("0f8fad5b", delegates).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get).
    pub fn replace(
        &self,
        user: impl Into<UserId>,
        delegates: ReplaceDelegatesRequest,
    ) -> ReplaceDelegates<'a> {
        ReplaceDelegates::new(self.raw.replace_delegates().user_id(user.into()).body(delegates))
    }

    /// Reads for whom a person may reserve, changes that, and writes it back: a
    /// [`get`](Self::get) and a [`replace`](Self::replace).
    ///
    /// What somebody else changes between the two is lost: the service has nothing to
    /// prevent it with. If what is read holds something that a replacement has no field
    /// for, nothing is written, since it might be withdrawn; see
    /// [`discard_unknown`](UpdateDelegates::discard_unknown).
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::DelegatedLocation;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let north = DelegatedLocation { office_name: Some("North".into()), office_id: None };
    /// let change = client.delegates().update("0f8fad5b", |it| it.delegated_locations.push(north));
    /// change.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get`](Self::get); and [`is_decode`](crate::Error::is_decode) if what is
    /// read is not understood or cannot be written back. It says where, and nothing has
    /// been changed then.
    pub fn update<F>(&self, user: impl Into<UserId>, change: F) -> UpdateDelegates<'a, F>
    where
        F: FnOnce(&mut ReplaceDelegatesRequest),
    {
        let options = CallOptions::new();
        UpdateDelegates {
            raw: self.raw,
            user: user.into(),
            change,
            discards_unknown: false,
            options,
        }
    }
}

impl<F: FnOnce(&mut ReplaceDelegatesRequest)> UpdateDelegates<'_, F> {
    /// Accepts that what a replacement has no field for may be withdrawn, such as what is
    /// delegated by group.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.delegates().update("0f8fad5b", |it| it.global_delegate = true);
    /// request.discard_unknown().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn discard_unknown(mut self) -> Self {
        self.discards_unknown = true;
        self
    }

    /// How both calls are made: their time limits, whether they may be tried again,
    /// headers of their own.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use floorkit_maptician::CallOptions;
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
    /// let request = client.delegates().update("0f8fad5b", |it| it.global_delegate = true);
    /// request.options(patient).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Reads, changes, and writes; gives what the service answers to the writing.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.delegates().update("0f8fad5b", |it| it.global_delegate = true);
    /// let answer = request.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`DelegatesApi::update`].
    pub async fn send(self) -> Result<Value> {
        let Self { raw, user, change, discards_unknown, options } = self;
        let api = DelegatesApi::new(raw);
        let reply = api.get(user.clone()).options(options.clone()).reply().await?;
        let read = |delegates| writable(&delegates, discards_unknown);
        let mut delegates = reply.try_map(read)?.into_value();
        change(&mut delegates);
        api.replace(user, delegates).options(options).send().await
    }
}

impl<F> fmt::Debug for UpdateDelegates<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateDelegates").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The fields of a replacement.
const WRITABLE: [&str; 4] =
    ["global_delegate", "delegated_occupants", "delegated_locations", "delegated_departments"];

/// What was read, as it can be written back.
fn writable(
    delegates: &Delegates,
    discards_unknown: bool,
) -> Result<ReplaceDelegatesRequest, Misread> {
    let unknown = delegates.iter().filter(|(name, _)| !WRITABLE.contains(&name.as_str()));
    for (name, value) in unknown {
        if grants(value) && !discards_unknown {
            return Err(Misread::new(
                "a replacement has no field for this and might withdraw it, so nothing was \
                 written; accept that with `discard_unknown`",
            )
            .within(name));
        }
    }
    let written: ReplaceDelegatesRequest = read_as(delegates)?;
    let occupants = written.delegated_occupants.iter();
    let nameless = occupants.map(|it| it.user_id.is_none() && it.email.is_none());
    all_named("delegated_occupants", nameless)?;
    let locations = written.delegated_locations.iter();
    let nameless = locations.map(|it| it.office_id.is_none() && it.office_name.is_none());
    all_named("delegated_locations", nameless)?;
    Ok(written)
}

/// Whether a value may stand for somebody or something that is delegated: not a text or
/// a number, which say something of the person.
fn grants(value: &Value) -> bool {
    match value {
        Value::Bool(is_granted) => *is_granted,
        Value::Array(array) => !array.is_empty(),
        Value::Object(object) => !object.is_empty(),
        Value::Null | Value::Number(_) | Value::String(_) => false,
    }
}

fn all_named(field: &str, nameless: impl Iterator<Item = bool>) -> Result<(), Misread> {
    match nameless.enumerate().find(|(_, is_nameless)| *is_nameless) {
        None => Ok(()),
        Some((index, _)) => Err(Misread::new(
            "it has no identifier by which it could be written back, so nothing was written",
        )
        .within(index.to_string())
        .within(field)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(more: Value) -> Result<ReplaceDelegatesRequest, Misread> {
        let mut delegates = json!({
            "global_delegate": false, "delegated_occupants": [], "delegated_locations": [],
            "delegated_departments": [{ "departmentID": "d-1" }],
        });
        if let (Some(delegates), Value::Object(more)) = (delegates.as_object_mut(), more) {
            delegates.extend(more);
        }
        writable(&serde_json::from_value(delegates).unwrap(), false)
    }

    #[test]
    fn what_is_read_can_be_written_back() {
        let ada = json!({ "userID": "u-1", "name": "Ada" });
        let known = read(json!({ "delegated_occupants": [ada], "userID": "u-2", "groups": [] }));
        let written = serde_json::to_value(known.unwrap()).unwrap();
        assert_eq!(written["delegated_occupants"], json!([{ "userID": "u-1" }]));
        assert_eq!(written["delegated_departments"], json!([{ "departmentID": "d-1" }]));
        assert!(written.get("userID").is_none());
    }

    #[test]
    fn what_would_be_lost_is_not_written() {
        for (more, pointer) in [
            (json!({ "delegated_groups": ["g-1"] }), "/delegated_groups"),
            (json!({ "everybody": true }), "/everybody"),
            (json!({ "delegated_occupants": [{ "name": "Ada" }] }), "/delegated_occupants/0"),
            (json!({ "delegated_locations": [{}] }), "/delegated_locations/0"),
            (json!({ "delegated_locations": null }), "/delegated_locations"),
            (json!({ "delegated_occupants": [{ "email": 7 }] }), "/delegated_occupants/0/email"),
        ] {
            assert_eq!(read(more).unwrap_err().pointer(), pointer);
        }
    }
}
