"""MDAV over a k-d tree whose boxes shrink as records are taken; twin: `microaggregation._mdav`."""

import numpy as np

from himaya.engines.acceleration import compiled
from himaya.engines.disclosure.arrays import Floats, Ints

_LEAF = 16  # records in a leaf at most


@compiled
def select(points: Floats, rows: Ints, low: int, high: int, middle: int, axis: int) -> None:
    """Order rows[low:high]: on the axis none before `middle` is above one from it on."""
    high -= 1
    while low < high:
        pivot = points[rows[(low + high) // 2], axis]
        left, right = low, high
        while left <= right:
            while points[rows[left], axis] < pivot:
                left += 1
            while points[rows[right], axis] > pivot:
                right -= 1
            if left <= right:
                rows[left], rows[right] = rows[right], rows[left]
                left += 1
                right -= 1
        if middle <= right:
            high = right
        elif middle >= left:
            low = left
        else:
            return


@compiled
def fit_box(points: Floats, rows: Ints, box: Floats) -> None:
    """Lowest and highest value of the rows by axis."""
    for axis in range(points.shape[1]):
        box[0, axis] = np.inf
        box[1, axis] = -np.inf
        for row in rows:
            box[0, axis] = min(box[0, axis], points[row, axis])
            box[1, axis] = max(box[1, axis], points[row, axis])


@compiled
def build(points: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """Rows by leaf, nodes (low, high, left child or -1), boxes, and the leaf of each row.

    The right child of a node is the one after its left child.
    """
    count = len(points)
    rows = np.arange(count)
    most = 4 * (count // _LEAF + 1) + 1
    nodes = np.full((most, 4), -1, np.int64)  # low, high, left child, parent
    boxes = np.empty((most, 2, points.shape[1]))
    leaf_of = np.empty(count, np.int64)
    nodes[0, 0], nodes[0, 1] = 0, count
    made = 1
    at = 0
    while at < made:
        low, high = nodes[at, 0], nodes[at, 1]
        fit_box(points, rows[low:high], boxes[at])
        if high - low <= _LEAF:
            for place in range(low, high):
                leaf_of[rows[place]] = at
        else:
            axis = int(np.argmax(boxes[at, 1] - boxes[at, 0]))
            middle = (low + high) // 2
            select(points, rows, low, high, int(middle), axis)
            nodes[at, 2] = made
            nodes[made, 0], nodes[made, 1], nodes[made, 3] = low, middle, at
            nodes[made + 1, 0], nodes[made + 1, 1], nodes[made + 1, 3] = middle, high, at
            made += 2
        at += 1
    return rows, nodes[:made], boxes[:made], leaf_of


@compiled
def take(points: Floats, ids: Ints, row: int, nodes: Ints, boxes: Floats, leaf: int) -> None:
    """Remove a record from its leaf and shrink the boxes above it as far as they change."""
    low, last = nodes[leaf, 0], nodes[leaf, 1] - 1
    for place in range(low, last):
        if ids[place] == row:
            ids[place] = ids[last]
            for axis in range(points.shape[1]):
                points[place, axis] = points[last, axis]
            break
    nodes[leaf, 1] = last
    for axis in range(points.shape[1]):
        boxes[leaf, 0, axis] = np.inf
        boxes[leaf, 1, axis] = -np.inf
        for place in range(low, last):
            boxes[leaf, 0, axis] = min(boxes[leaf, 0, axis], points[place, axis])
            boxes[leaf, 1, axis] = max(boxes[leaf, 1, axis], points[place, axis])
    at = nodes[leaf, 3]
    while at >= 0:
        left = nodes[at, 2]
        changed = False
        for axis in range(points.shape[1]):
            lowest = min(boxes[left, 0, axis], boxes[left + 1, 0, axis])
            highest = max(boxes[left, 1, axis], boxes[left + 1, 1, axis])
            if lowest != boxes[at, 0, axis] or highest != boxes[at, 1, axis]:
                changed = True
                boxes[at, 0, axis] = lowest
                boxes[at, 1, axis] = highest
        if not changed:
            return
        at = nodes[at, 3]


@compiled
def far_bound(box: Floats, to: Floats) -> float:
    """Largest squared distance a record of the box can have; negative for an empty box."""
    if box[0, 0] > box[1, 0]:
        return -1.0
    total = 0.0
    for axis in range(len(to)):
        apart = max(to[axis] - box[0, axis], box[1, axis] - to[axis])
        total += apart * apart
    return total


@compiled
def near_bound(box: Floats, to: Floats) -> float:
    """Smallest squared distance a record of the box can have; infinite for an empty box."""
    if box[0, 0] > box[1, 0]:
        return np.inf
    total = 0.0
    for axis in range(len(to)):
        apart = max(box[0, axis] - to[axis], 0.0, to[axis] - box[1, axis])
        total += apart * apart
    return total


@compiled
def distance(points: Floats, place: int, to: Floats) -> float:
    """Squared distance, summed axis by axis."""
    total = 0.0
    for axis in range(len(to)):
        total += (points[place, axis] - to[axis]) ** 2
    return total


@compiled
def farthest(points: Floats, ids: Ints, to: Floats, nodes: Ints, boxes: Floats) -> int:
    """The record farthest from a place; the first of them where several are."""
    best, found = -1.0, -1
    stack = np.empty(128, np.int64)
    stack[0], depth = 0, 1
    while depth > 0:
        depth -= 1
        at = stack[depth]
        if far_bound(boxes[at], to) < best:
            continue
        left = nodes[at, 2]
        if left < 0:
            for place in range(nodes[at, 0], nodes[at, 1]):
                apart = distance(points, place, to)
                if apart > best or (apart == best and ids[place] < found):
                    best, found = apart, ids[place]
            continue
        # The more promising child is looked at first: it is put on the stack last.
        first = far_bound(boxes[left], to) < far_bound(boxes[left + 1], to)
        stack[depth] = left if first else left + 1
        stack[depth + 1] = left + 1 if first else left
        depth += 2
    return found


@compiled
def insert(apart: float, row: int, gaps: Floats, kept: Ints) -> None:
    """Put a record into the list of the nearest, sorted by distance, then by row."""
    place = len(kept) - 1
    if apart > gaps[place] or (apart == gaps[place] and row > kept[place]):
        return
    while place > 0 and (
        apart < gaps[place - 1] or (apart == gaps[place - 1] and row < kept[place - 1])
    ):
        gaps[place], kept[place] = gaps[place - 1], kept[place - 1]
        place -= 1
    gaps[place], kept[place] = apart, row


@compiled
def nearest(points: Floats, ids: Ints, to: Floats, k: int, nodes: Ints, boxes: Floats) -> Ints:
    """The k records nearest to a place, by distance, then by row."""
    gaps = np.full(k, np.inf)
    kept = np.full(k, np.iinfo(np.int64).max)
    stack = np.empty(128, np.int64)
    stack[0], depth = 0, 1
    while depth > 0:
        depth -= 1
        at = stack[depth]
        if near_bound(boxes[at], to) > gaps[k - 1]:
            continue
        left = nodes[at, 2]
        if left < 0:
            for place in range(nodes[at, 0], nodes[at, 1]):
                insert(distance(points, place, to), ids[place], gaps, kept)
            continue
        first = near_bound(boxes[left], to) > near_bound(boxes[left + 1], to)
        stack[depth] = left if first else left + 1
        stack[depth + 1] = left + 1 if first else left
        depth += 2
    return kept


@compiled
def mdav(points: Floats, k: int) -> Ints:
    """Group of each record, in the order the groups were made."""
    ids, nodes, boxes, leaf_of = build(points)
    near = points[ids]  # records of a leaf lie side by side in memory
    groups = np.full(len(points), -1, np.int64)
    total = np.zeros(points.shape[1])
    for row in range(len(points)):
        total += points[row]
    left, made = len(points), 0
    while left >= 2 * k:
        far = farthest(near, ids, total / left, nodes, boxes)
        for turn in range(2):
            if turn == 1:
                if left < 2 * k:
                    break
                far = farthest(near, ids, points[far], nodes, boxes)
            for row in nearest(near, ids, points[far], k, nodes, boxes):
                groups[row] = made
                total -= points[row]
                take(near, ids, row, nodes, boxes, leaf_of[row])
            left -= k
            made += 1
    for row in range(len(points)):
        if groups[row] < 0:
            groups[row] = made
    return groups
