//! What only a simulated Mapiq has.

use super::world::Mapiq;
use crate::shape::{texts, users};

texts! {
    Mapiq, "mapiq";

    /// A token that never runs out.
    api_token, "assert!(sim.api_token().starts_with(\"eyJ\"));";

    /// The client id that the token endpoint takes.
    client_id, "assert!(!sim.client_id().is_empty());";

    /// The secret that belongs to [`client_id`](Self::client_id).
    client_secret, "assert_ne!(sim.client_secret(), sim.client_id());";

    /// Where tokens are given out; of the vendor, that is another host than the API's.
    token_url, "assert!(sim.token_url().ends_with(\"/api/public/oauth2/token\"));";
}

users!(Mapiq, "mapiq");
