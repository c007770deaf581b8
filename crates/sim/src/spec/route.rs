//! Which operation a method and a path belong to.

use std::collections::BTreeMap;

use axum::http::Method;
use percent_encoding::percent_decode_str;

use super::{Operation, Spec};

/// A path template, split at its slashes.
#[derive(Debug)]
pub(super) struct Template(Vec<Segment>);

#[derive(Debug)]
enum Segment {
    Fixed(String),
    Named(String),
}

/// Why there is no operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    Path,
    /// The path exists, with these methods.
    Method(Vec<Method>),
}

impl Template {
    pub(super) fn parse(path: &str) -> Self {
        let segment = |text: &str| match text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
            Some(name) => Segment::Named(name.to_owned()),
            None => Segment::Fixed(text.to_owned()),
        };
        Self(path.split('/').map(segment).collect())
    }

    /// The values of the named segments, if the path fits.
    fn fit(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let mut named = BTreeMap::new();
        let mut texts = path.split('/');
        for segment in &self.0 {
            let text = percent_decode_str(texts.next()?).decode_utf8().ok()?;
            match segment {
                Segment::Fixed(fixed) if *fixed == text => {}
                Segment::Named(name) if !text.is_empty() => {
                    named.insert(name.clone(), text.into_owned());
                }
                _ => return None,
            }
        }
        texts.next().is_none().then_some(named)
    }

    /// Where two templates fit, the one with its first name further right is
    /// meant: `/labels/groups` before `/labels/{label_id}`.
    fn n_leading_fixed(&self) -> usize {
        self.0.iter().take_while(|segment| matches!(segment, Segment::Fixed(_))).count()
    }
}

impl Spec {
    /// Finds the operation, and the values in its path.
    pub(crate) fn find(
        &self,
        method: &Method,
        path: &str,
    ) -> Result<(&Operation, BTreeMap<String, String>), NoRoute> {
        let fitting: Vec<_> = self
            .operations
            .iter()
            .filter_map(|operation| Some((operation, operation.template.fit(path)?)))
            .collect();
        let best = fitting.iter().map(|(operation, _)| operation.template.n_leading_fixed()).max();
        let Some(best) = best else {
            return Err(NoRoute::Path);
        };
        let mut methods = Vec::new();
        for (operation, named) in fitting {
            if operation.template.n_leading_fixed() < best {
                continue;
            }
            if operation.method == *method {
                return Ok((operation, named));
            }
            methods.push(operation.method.clone());
        }
        Err(NoRoute::Method(methods))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "
paths:
  /labels: { get: { operationId: list } }
  /labels/{label_id}: { delete: { operationId: remove }, patch: { operationId: change } }
  /labels/groups: { get: { operationId: list_groups } }
";

    fn find(method: &Method, path: &str) -> Result<(String, Vec<String>), NoRoute> {
        let spec = Spec::parse(DOCUMENT).unwrap();
        let (operation, named) = spec.find(method, path)?;
        Ok((operation.id.clone(), named.into_values().collect()))
    }

    #[test]
    fn a_fixed_segment_wins_over_a_name() {
        assert_eq!(find(&Method::GET, "/labels/groups"), Ok(("list_groups".to_owned(), vec![])));
        let named = Ok(("remove".to_owned(), vec!["a/b".to_owned()]));
        assert_eq!(find(&Method::DELETE, "/labels/a%2Fb"), named);
    }

    #[test]
    fn a_known_path_tells_its_methods() {
        let methods = vec![Method::DELETE, Method::PATCH];
        assert_eq!(find(&Method::GET, "/labels/1"), Err(NoRoute::Method(methods)));
        let methods = vec![Method::GET];
        assert_eq!(find(&Method::DELETE, "/labels/groups"), Err(NoRoute::Method(methods)));
    }

    #[test]
    fn an_unknown_path_is_no_route() {
        for path in ["/", "/labels/", "/labels/1/2", "/Labels"] {
            assert_eq!(find(&Method::GET, path), Err(NoRoute::Path), "{path}");
        }
    }
}
