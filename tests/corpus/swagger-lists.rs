//! Each list is joined in its own way.

use super::raw;
use crate::prelude::*;

#[test]
fn values_are_joined_as_the_document_says() {
    let (answer, asked) = call!(
        Reply::empty(204),
        client => client.list_desks().ids([1, 2]).commas(["a", "b"]).pipes([3, 4])
            .repeated(vec!["c".to_owned(), "d".to_owned()]).spaces(["e", "f"]).tabs([0.5, 2.0])
    );
    answer.expect("an answer");
    assert_eq!(
        asked.line,
        "GET /desks/1,2?commas=a,b&pipes=3%7C4&repeated=c&repeated=d&spaces=e+f&tabs=0.5%092.0"
    );
}
