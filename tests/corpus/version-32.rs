//! What both versions have works; the rest is told.

use super::raw;
use crate::prelude::*;

#[test]
fn a_media_type_by_reference_is_typed_and_a_whole_query_is_written_by_the_caller() {
    let (answer, asked) = call!(
        Reply::json(200, &json!([{ "id": 1, "label": null }])),
        client => client.list_desks().filter(floorkit_runtime::QueryMap::new().with("floor", "2"))
    );
    assert_eq!(answer.expect("an answer").into_inner()[0].id, 1);
    assert_eq!(asked.line, "GET /desks?floor=2");
}
