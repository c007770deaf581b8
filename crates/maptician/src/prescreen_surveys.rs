//! Surveys that people complete before they come in.

use floorkit_runtime::QueryMap;
use serde_json::Value;

use crate::request::{api, filter, request, send_as};

api! {
    /// Calls about surveys. Made by
    /// [`Client::prescreen_surveys`](crate::Client::prescreen_surveys).
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let results = client.prescreen_surveys().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct PrescreenSurveysApi;
}

request! {
    "client.prescreen_surveys().list()";

    /// Asks for results of surveys. Made by [`PrescreenSurveysApi::list`].
    #[derive(Clone)]
    pub struct ListPrescreenSurveys(ListPrescreenSurveys, LIST_PRESCREEN_SURVEYS) -> Value,
        with filters: QueryMap;
}

send_as! { ListPrescreenSurveys: "client.prescreen_surveys().list()"; }
filter! { ListPrescreenSurveys: "client.prescreen_surveys().list()"; }

impl<'a> PrescreenSurveysApi<'a> {
    /// Lists the results of completed surveys:
    /// `GET /ext/v1/prescreen/completed_prescreen_surveys`.
    ///
    /// Looks back over a period that ends with the call. Declined surveys are listed only
    /// if they are asked for. The names of both parameters are not documented, nor is the
    /// form of the answer.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let results = client.prescreen_surveys().list().filter("hours", 12).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid.
    pub fn list(&self) -> ListPrescreenSurveys<'a> {
        ListPrescreenSurveys::new(self.raw.list_prescreen_surveys(), QueryMap::new())
    }
}
