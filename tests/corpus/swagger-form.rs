//! Parts, and a query.

use super::raw;
use crate::prelude::*;

#[test]
fn everything_goes_to_its_place() {
    let form = floorkit_runtime::Multipart::new().text("name", "North").file(
        "plan",
        "plan.png",
        "image/png",
        "PNG",
    );
    let (answer, asked) =
        call!(Reply::empty(204), client => client.add_plan().floors(vec![1, 2]).body(form));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /plans?floors=1&floors=2");
    let text = asked.text();
    assert!(
        text.contains("name=\"plan\"; filename=\"plan.png\"") && text.contains("North"),
        "{text}"
    );
}
