//! What goes wrong between two requests of one stream.

use super::{Error, Kind, Repr};
use crate::{Operation, Vendor};

impl Error {
    /// An answer that leads nowhere, and why.
    pub(crate) fn astray(
        vendor: &'static Vendor,
        operation: &'static Operation,
        why: String,
    ) -> Self {
        Self::new(Repr {
            vendor: Some(vendor),
            decode_path: Some(String::new()),
            detail: Some(why),
            may_have_been_sent: true,
            ..Repr::of(Kind::Misread)
        })
        .at(operation)
    }

    /// A request of which nobody will see the answer, and why.
    pub(crate) fn broken_off(operation: &'static Operation, why: &str) -> Self {
        Self::new(Repr {
            detail: Some(why.to_owned()),
            may_have_been_sent: true,
            ..Repr::of(Kind::Interrupted)
        })
        .at(operation)
    }
}
