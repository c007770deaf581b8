//! Brackets for the fields of an object, empty ones for the values of a list.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn fields_are_sent() {
    let form = types::SendDeskForm {
        name: "North".into(),
        expand: Some(vec!["owner".into(), "floor".into()]),
        place_doors: Some(vec![1, 2]),
        place_floor: Some(3),
    };
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(form.clone()));
    answer.expect("an answer");
    assert_eq!(
        asked.text(),
        "expand%5B%5D=owner&expand%5B%5D=floor&name=North&place%5Bdoors%5D%5B%5D=1\
         &place%5Bdoors%5D%5B%5D=2&place%5Bfloor%5D=3"
    );
}
