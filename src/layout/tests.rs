//! Properties of every tree after any operations, and figures taken from tmux.

use super::{BorderStatus, Extent, Preset, PresetSizes, Split, Tree};
use crate::base::{Axis, Direction, PaneId, Point, Rect, Size};
use proptest::prelude::*;

fn pane(n: u32) -> PaneId {
    PaneId(n)
}

fn split(axis: Axis) -> Split {
    Split {
        axis,
        before: false,
        full: false,
        size: None,
    }
}

/// Splits pane 0 of an 80x24 window into two above each other and the lower one into two.
fn three() -> Tree {
    Tree::single(pane(0), Size::new(80, 24))
        .split(pane(0), pane(1), split(Axis::TopBottom))
        .and_then(|t| t.split(pane(1), pane(2), split(Axis::LeftRight)))
        .unwrap()
}

/// Four columns of equal width.
fn row() -> Tree {
    let mut tree = Tree::single(pane(0), Size::new(80, 24));
    for n in 1..4 {
        tree = tree
            .split(pane(0), pane(n), split(Axis::LeftRight))
            .unwrap();
    }
    tree.preset(Preset::EvenHorizontal, &PresetSizes::default())
}

fn cut(dump: &str) -> &str {
    dump.split_once(',').unwrap().1
}

#[test]
fn layout_strings() {
    let single = Tree::single(pane(0), Size::new(80, 24));
    assert_eq!(single.dump(), "b25d,80x24,0,0,0");
    assert_eq!(
        cut(&three().dump()),
        "80x24,0,0[80x12,0,0,0,80x11,0,13{40x11,0,13,1,39x11,41,13,2}]"
    );
}

#[test]
fn bad_layout_strings() {
    let good = three().dump();
    let sum = |body: &str| {
        let tree_sum = body
            .bytes()
            .fold(0u16, |s, b| s.rotate_right(1).wrapping_add(b.into()));
        format!("{tree_sum:04x},{body}")
    };
    let deep = sum(&"9x9,0,0{".repeat(100_000));
    for (text, panes, message) in [
        ("", 1, "invalid layout"),
        ("b25e,80x24,0,0,0", 1, "invalid layout"),
        ("+25d,80x24,0,0,0", 1, "invalid layout"),
        (&sum("80x24,0,0,0]"), 1, "invalid layout"),
        (
            &sum("80x24,0,0[80x12,0,0,0,80x11,0,13,1}"),
            2,
            "invalid layout",
        ),
        (&sum("80x24,0,0{"), 1, "invalid layout"),
        (&sum("99999999x24,0,0,0"), 1, "invalid layout"),
        (&deep, 1, "invalid layout"),
        (&good, 4, "have 4 panes but need 3"),
        (
            &sum("80x24,0,0[80x12,0,0,0,79x11,0,13,1]"),
            2,
            "size mismatch after applying layout",
        ),
        (&sum("0x24,0,0,0"), 1, "size mismatch after applying layout"),
        (
            &sum("60000x24,0,0{30000x24,0,0,0,30000x24,0,0,1,30000x24,0,0,1}"),
            3,
            "size mismatch after applying layout",
        ),
    ] {
        let panes: Vec<PaneId> = (0..panes).map(pane).collect();
        let error = Tree::parse(text, &panes).unwrap_err();
        assert_eq!(error.message, message, "{text:.60}");
    }
}

#[test]
fn cells_too_many_are_closed_from_the_bottom_right() {
    let tree = Tree::parse(&three().dump(), &[pane(7), pane(9)]).unwrap();
    assert_eq!(cut(&tree.dump()), "80x24,0,0[80x12,0,0,7,80x11,0,13,9]");
}

#[test]
fn names_take_a_row_at_the_rim() {
    let tree = three();
    let rows = |border| -> Vec<_> {
        let places = tree.places(border);
        places.iter().map(|(_, r)| (r.y, r.rows)).collect()
    };
    assert_eq!(rows(BorderStatus::Off), [(0, 12), (13, 11), (13, 11)]);
    assert_eq!(rows(BorderStatus::Top), [(1, 11), (13, 11), (13, 11)]);
    assert_eq!(rows(BorderStatus::Bottom), [(0, 12), (13, 10), (13, 10)]);
}

#[test]
fn a_pane_at_the_rim_keeps_a_row_for_its_name() {
    let tree = three().with_border(BorderStatus::Top);
    let tree = tree.resize_pane(pane(0), Direction::Up, 99).unwrap();
    assert_eq!(tree.place(pane(0)).unwrap().rows, 1);
    assert_eq!(tree.place(pane(0)).unwrap().y, 1);
    let tree = tree.resize_pane_to(pane(0), Axis::TopBottom, 5).unwrap();
    assert_eq!(tree.place(pane(0)).unwrap().rows, 5);
}

#[test]
fn no_space() {
    let tree = Tree::single(pane(0), Size::new(2, 3));
    let error = |axis| {
        tree.split(pane(0), pane(1), split(axis))
            .map_err(|e| e.message)
    };
    assert_eq!(error(Axis::LeftRight).unwrap_err(), "no space for new pane");
    let tall = error(Axis::TopBottom).unwrap();
    assert_eq!(cut(&tall.dump()), "2x3,0,0[2x1,0,0,0,2x1,0,2,1]");
    let named = tree.clone().with_border(BorderStatus::Bottom);
    assert!(
        named
            .split(pane(0), pane(1), split(Axis::TopBottom))
            .is_err()
    );
    assert!(
        tree.split(pane(5), pane(1), split(Axis::TopBottom))
            .is_err()
    );
}

#[test]
fn the_last_pane_leaves_nothing() {
    let tree = Tree::single(pane(0), Size::new(80, 24));
    assert_eq!(tree.remove(pane(0)).unwrap(), None);
    assert!(tree.remove(pane(1)).is_err());
}

#[test]
fn presets_by_name() {
    for (name, preset) in [
        ("tiled", Some(Preset::Tiled)),
        ("t", Some(Preset::Tiled)),
        ("main-horizontal", Some(Preset::MainHorizontal)),
        ("main-horizontal-", Some(Preset::MainHorizontalMirrored)),
        ("main-h", None),
        ("even", None),
        ("other", None),
    ] {
        assert_eq!(Preset::parse(name), preset, "{name}");
    }
    let mut last = None;
    let order: Vec<_> = std::iter::repeat_with(|| {
        last = Some(Preset::next(last));
        last
    })
    .take(8)
    .flatten()
    .collect();
    assert_eq!(order[..7], Preset::ALL);
    assert_eq!(order[7], Preset::EvenHorizontal);
    assert_eq!(Preset::previous(None), Preset::Tiled);
    assert_eq!(
        Preset::previous(Some(Preset::Tiled)),
        Preset::MainVerticalMirrored
    );
}

#[test]
fn mirrored_and_limited_presets() {
    let tree = row();
    let mut sizes = PresetSizes {
        main_width: Extent::Percent(50),
        main_height: Extent::Cells(10),
        ..PresetSizes::default()
    };
    let shown = |preset, sizes: &PresetSizes| tree.preset(preset, sizes).dump();
    assert_eq!(
        cut(&shown(Preset::MainVerticalMirrored, &sizes)),
        "80x24,0,0{40x24,0,0[40x8,0,0,3,40x7,0,9,2,40x7,0,17,1],39x24,41,0,0}"
    );
    assert_eq!(
        cut(&shown(Preset::MainHorizontalMirrored, &sizes)),
        "80x24,0,0[80x13,0,0{26x13,0,0,3,26x13,27,0,2,26x13,54,0,1},80x10,0,14,0]"
    );
    sizes.max_columns = 1;
    assert_eq!(
        cut(&shown(Preset::Tiled, &sizes)),
        "80x24,0,0[80x5,0,0,0,80x5,0,6,3,80x5,0,12,2,80x6,0,18,1]"
    );
}

#[test]
fn what_is_over_goes_to_the_first_cells() {
    let tree = row().resize(Size::new(82, 24));
    let spread = tree.spread(pane(0)).unwrap();
    let cols: Vec<_> = spread
        .places(BorderStatus::Off)
        .iter()
        .map(|p| p.1.cols)
        .collect();
    assert_eq!(cols, [20, 20, 20, 19]);
}

#[test]
fn neighbours_wrap_and_prefer_the_recent() {
    use Direction::{Down, Left, Right, Up};
    let tree = three();
    for (from, direction, prefer, to) in [
        (0, Down, vec![], 1),
        (0, Down, vec![2, 1], 2),
        (0, Up, vec![], 1),
        (0, Up, vec![9, 2], 2),
        (1, Up, vec![], 0),
        (2, Down, vec![], 0),
        (1, Right, vec![], 2),
        (1, Left, vec![0], 2),
        (2, Right, vec![], 1),
    ] {
        let prefer: Vec<_> = prefer.into_iter().map(pane).collect();
        let found = tree.neighbour(pane(from), direction, &prefer);
        assert_eq!(found, Some(pane(to)), "{from} {direction:?}");
    }
    assert_eq!(tree.neighbour(pane(0), Left, &[]), None);
    assert_eq!(tree.neighbour(pane(9), Left, &[]), None);
}

#[test]
fn borders_are_the_cells_of_no_pane() {
    let tree = three();
    let places = tree.places(BorderStatus::Off);
    for y in 0..24 {
        for x in 0..80 {
            let at = Point::new(x, y);
            let in_pane = places.iter().any(|(_, rect)| rect.contains(at));
            let on_border = tree.borders().iter().any(|run| run.rect.contains(at));
            assert_eq!(in_pane, !on_border, "{at:?}");
            assert_eq!(tree.border_at(at).is_some(), on_border, "{at:?}");
        }
    }
    assert_eq!(tree.border_at(Point::new(0, 24)), None);
}

#[test]
fn dragging_a_border_and_a_crossing() {
    let tree = three();
    let hit = tree.border_at(Point::new(3, 12)).unwrap();
    let moved = tree.drag(&hit, Point::new(70, 5));
    assert_eq!(
        cut(&moved.dump()),
        "80x24,0,0[80x5,0,0,0,80x18,0,6{40x18,0,6,1,39x18,41,6,2}]"
    );
    let back = moved.drag(&hit, Point::new(0, 12));
    assert_eq!(back, tree);
    let far = tree.drag(&hit, Point::new(0, 200));
    assert_eq!(far.place(pane(1)).unwrap().rows, 1);
    let crossing = tree.border_at(Point::new(40, 12)).unwrap();
    assert_eq!(
        cut(&tree.drag(&crossing, Point::new(30, 10)).dump()),
        "80x24,0,0[80x10,0,0,0,80x13,0,11{30x13,0,11,1,49x13,31,11,2}]"
    );
    let single = Tree::single(pane(0), Size::new(80, 24));
    assert_eq!(single.drag(&crossing, Point::new(1, 1)), single);
}

#[test]
fn other_panes_keep_the_cells() {
    let tree = three();
    assert_eq!(
        tree.replace(pane(1), pane(8)).unwrap().panes(),
        [0, 8, 2].map(pane)
    );
    assert_eq!(rotated(&tree).panes(), [1, 2, 0].map(pane));
    let places = |t: &Tree| -> Vec<Rect> {
        t.places(BorderStatus::Off)
            .into_iter()
            .map(|p| p.1)
            .collect()
    };
    assert_eq!(places(&rotated(&tree)), places(&tree));
}

/// An operation on a window.
#[derive(Clone, Debug)]
enum Step {
    Split(usize, Split),
    Kill(usize),
    Window(Size),
    Pane(usize, Direction, u16),
    PaneTo(usize, Axis, u16),
    Spread(usize),
    Preset(usize),
    Rotate,
    Drag(Point, Point),
    Border(BorderStatus),
}

fn axis() -> impl Strategy<Value = Axis> {
    prop_oneof![Just(Axis::LeftRight), Just(Axis::TopBottom)]
}

fn step() -> impl Strategy<Value = Step> {
    let extent = prop_oneof![
        (0u16..100).prop_map(Extent::Cells),
        (0u16..120).prop_map(Extent::Percent)
    ];
    let split = (
        axis(),
        any::<bool>(),
        any::<bool>(),
        proptest::option::of(extent),
    )
        .prop_map(|(axis, before, full, size)| Split {
            axis,
            before,
            full,
            size,
        });
    let direction = prop_oneof![
        Just(Direction::Up),
        Just(Direction::Down),
        Just(Direction::Left),
        Just(Direction::Right)
    ];
    let border = prop_oneof![
        Just(BorderStatus::Off),
        Just(BorderStatus::Top),
        Just(BorderStatus::Bottom)
    ];
    let point = || (0u16..90, 0u16..30).prop_map(|(x, y)| Point::new(x, y));
    prop_oneof![
        5 => (any::<usize>(), split).prop_map(|(at, how)| Step::Split(at, how)),
        2 => any::<usize>().prop_map(Step::Kill),
        1 => (1u16..120, 1u16..50).prop_map(|(c, r)| Step::Window(Size::new(c, r))),
        2 => (any::<usize>(), direction, 0u16..30).prop_map(|(p, d, n)| Step::Pane(p, d, n)),
        1 => (any::<usize>(), axis(), 0u16..90).prop_map(|(p, a, n)| Step::PaneTo(p, a, n)),
        1 => any::<usize>().prop_map(Step::Spread),
        1 => (0usize..7).prop_map(Step::Preset),
        1 => Just(Step::Rotate),
        1 => (point(), point()).prop_map(|(from, to)| Step::Drag(from, to)),
        1 => border.prop_map(Step::Border),
    ]
}

/// The tree after one step; a refused step leaves it unchanged.
fn after(tree: &Tree, step: &Step, new: PaneId) -> Tree {
    let panes = tree.panes();
    let one = |n: &usize| panes[n % panes.len()];
    let refused = tree.clone();
    match step {
        Step::Split(at, how) => tree.split(one(at), new, *how).unwrap_or(refused),
        Step::Kill(at) => tree.remove(one(at)).unwrap().unwrap_or(refused),
        Step::Window(size) => tree.resize(*size),
        Step::Pane(at, way, by) => tree.resize_pane(one(at), *way, *by).unwrap(),
        Step::PaneTo(at, axis, size) => tree.resize_pane_to(one(at), *axis, *size).unwrap(),
        Step::Spread(at) => tree.spread(one(at)).unwrap(),
        Step::Preset(n) => tree.preset(Preset::ALL[*n], &PresetSizes::default()),
        Step::Rotate => rotated(tree),
        Step::Drag(from, to) => match tree.border_at(*from) {
            Some(hit) => tree.drag(&hit, *to),
            None => refused,
        },
        Step::Border(border) => refused.with_border(*border),
    }
}

/// The same nodes with each pane in the position of the pane before it.
fn rotated(tree: &Tree) -> Tree {
    let mut panes = tree.panes();
    panes.rotate_left(1);
    tree.with_panes(&panes)
}

/// Panes and borders cover the window exactly once, and no pane is empty.
fn check(tree: &Tree) -> Result<(), TestCaseError> {
    let size = tree.size();
    let mut covered = vec![0u8; size.area()];
    let cells = tree.leaves().into_iter().map(|(_, rect)| rect);
    for rect in cells.chain(tree.borders().into_iter().map(|run| run.rect)) {
        prop_assert!(
            rect.cols >= 1 && rect.rows >= 1,
            "empty {rect:?}: {}",
            tree.dump()
        );
        for y in rect.y..rect.bottom() {
            for x in rect.x..rect.right() {
                prop_assert!(x < size.cols && y < size.rows, "outside: {}", tree.dump());
                covered[usize::from(y) * usize::from(size.cols) + usize::from(x)] += 1;
            }
        }
    }
    prop_assert!(
        covered.iter().all(|n| *n == 1),
        "not a tiling: {}",
        tree.dump()
    );
    for border in [BorderStatus::Off, BorderStatus::Top, BorderStatus::Bottom] {
        for (id, rect) in tree.places(border) {
            prop_assert!(rect.rows >= 1, "{id} has no row: {}", tree.dump());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_panes_tile_the_window(
        steps in proptest::collection::vec(step(), 1..40),
        cols in 1u16..120,
        rows in 1u16..50,
    ) {
        let mut tree = Tree::single(pane(0), Size::new(cols, rows));
        for (n, step) in steps.iter().enumerate() {
            let panes = tree.count();
            let next = after(&tree, step, pane(n as u32 + 1));
            check(&next)?;
            let expected = match step {
                Step::Split(..) => next.count() == panes + 1 || next == tree,
                Step::Kill(_) => next.count() + 1 == panes || panes == 1,
                _ => next.count() == panes,
            };
            prop_assert!(expected, "{step:?}: {}", next.dump());
            tree = next;
        }
        let parsed = Tree::parse(&tree.dump(), &tree.panes()).unwrap();
        prop_assert_eq!(parsed.with_border(tree.border()), tree);
    }

    #[test]
    fn resizing_reaches_every_size_that_has_room(
        steps in proptest::collection::vec(step(), 1..20),
        cols in 60u16..200,
        rows in 40u16..100,
    ) {
        let mut tree = Tree::single(pane(0), Size::new(80, 24));
        for (n, step) in steps.iter().enumerate() {
            tree = after(&tree, step, pane(n as u32 + 1));
        }
        let least = tree.resize(Size::new(1, 1)).size();
        let size = Size::new(cols.max(least.cols), rows.max(least.rows));
        prop_assert_eq!(tree.resize(size).size(), size);
    }

    #[test]
    fn no_text_is_too_strange(text in "[0-9a-f]{4},[0-9x,{}\\[\\]]{0,40}", sum in any::<bool>()) {
        let text = if sum {
            let body = cut(&text);
            let sum = body.bytes().fold(0u16, |s, b| s.rotate_right(1).wrapping_add(b.into()));
            format!("{sum:04x},{body}")
        } else {
            text
        };
        if let Ok(tree) = Tree::parse(&text, &[pane(1)]) {
            check(&tree)?;
        }
    }
}
