package streets

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/redsail/redsail/geo"
)

// osmData is what a file of OpenStreetMap holds of use, in its own order, until the lines can
// be made: relations, which say which ways are shores, come last.
type osmData struct {
	limits Limits
	ids    []int64 // of nodes; at and ids go together
	at     []geo.Point
	sorted bool
	marked []markedNode
	ways   []osmWay
	refs   []int64 // nodes of all ways
	shores map[int64]bool
	tags   int // counts tags kept, for the limit of memory
	// astray are nodes outside the earth, by id.
	astray map[int64]string
}

// markedNode is a node where people wait or are stopped.
type markedNode struct {
	id   int64
	code string
	tags map[string]string
	date string
}

type osmWay struct {
	id          int64
	first, last int // in refs
	tags        map[string]string
	date        string
}

func newOSMData(l Limits) *osmData {
	return &osmData{limits: l, sorted: true, shores: map[int64]bool{}, astray: map[int64]string{}}
}

func nodeCode(id int64) string { return "N" + strconv.FormatInt(id, 10) }
func wayCode(id int64) string  { return "W" + strconv.FormatInt(id, 10) }

// node takes a node. Positions off the earth are a fault of the ways that use them.
func (d *osmData) node(id int64, p geo.Point, fault string, tags map[string]string, date string) error {
	if len(d.ids)+len(d.astray) >= d.limits.Nodes {
		return tooLarge(nodeName(id), "more than %d nodes", d.limits.Nodes)
	}
	if fault != "" {
		d.astray[id] = fault
		return nil
	}
	if n := len(d.ids); n > 0 && d.ids[n-1] >= id {
		d.sorted = false
	}
	d.ids, d.at = append(d.ids, id), append(d.at, p)
	if stopWord(tags) == "" {
		return nil
	}
	if err := d.takeTags(nodeName(id), tags); err != nil {
		return err
	}
	d.marked = append(d.marked, markedNode{id, nodeCode(id), tags, date})
	return nil
}

func nodeName(id int64) string { return fmt.Sprintf("node %d", id) }
func wayName(id int64) string  { return fmt.Sprintf("way %d", id) }

// way takes a way; the tags of one that is none of ours are not kept.
func (d *osmData) way(id int64, refs []int64, tags map[string]string, date string) error {
	switch {
	case len(d.ways) >= d.limits.Ways:
		return tooLarge(wayName(id), "more than %d ways", d.limits.Ways)
	case len(refs) > d.limits.WayRefs:
		return tooLarge(wayName(id), "it has %d nodes; at most %d are read", len(refs), d.limits.WayRefs)
	case len(d.refs)+len(refs) > d.limits.Refs:
		return tooLarge(wayName(id), "the ways have more than %d nodes together", d.limits.Refs)
	}
	if kind, _, cause := class(tags); kind == "" && cause == "" {
		if tags["building"] != "" {
			return nil
		}
		tags = nil // it may still be a shore
	} else if err := d.takeTags(wayName(id), tags); err != nil {
		return err
	}
	first := len(d.refs)
	d.refs = append(d.refs, refs...)
	d.ways = append(d.ways, osmWay{id, first, len(d.refs), tags, date})
	return nil
}

// maxTags bounds the tags of all elements that are kept.
const maxTags = 50_000_000

func (d *osmData) takeTags(place string, tags map[string]string) error {
	if d.tags += len(tags); d.tags > maxTags {
		return tooLarge(place, "more than %d tags", maxTags)
	}
	return nil
}

// relation takes the members of a shore that is drawn by several ways.
func (d *osmData) relation(ways []int64, tags map[string]string) {
	if tags["type"] != "multipolygon" || !water(tags) {
		return
	}
	for _, w := range ways {
		d.shores[w] = true
	}
}

// sort puts nodes in the order of their ids and keeps the last of each id and each way.
func (d *osmData) sort() {
	if !d.sorted {
		by := make([]int, len(d.ids))
		for i := range by {
			by[i] = i
		}
		slices.SortStableFunc(by, func(a, b int) int { return cmp.Compare(d.ids[a], d.ids[b]) })
		ids, at := make([]int64, 0, len(by)), make([]geo.Point, 0, len(by))
		for i, n := range by {
			if i+1 < len(by) && d.ids[by[i+1]] == d.ids[n] {
				continue
			}
			ids, at = append(ids, d.ids[n]), append(at, d.at[n])
		}
		d.ids, d.at, d.sorted = ids, at, true
	}
	d.ways = lastOfEach(d.ways, func(w *osmWay) int64 { return w.id })
	d.marked = lastOfEach(d.marked, func(m *markedNode) int64 { return m.id })
}

// lastOfEach keeps of the elements with one id the last, in place of the first.
func lastOfEach[T any](all []T, id func(*T) int64) []T {
	seen := make(map[int64]int, len(all))
	out := all[:0]
	for i := range all {
		if at, twice := seen[id(&all[i])]; twice {
			out[at] = all[i]
			continue
		}
		seen[id(&all[i])] = len(out)
		out = append(out, all[i])
	}
	return out
}

// find gives the place of a node.
func (d *osmData) find(id int64) (geo.Point, bool) {
	i, found := slices.BinarySearch(d.ids, id)
	if !found {
		return geo.Point{}, false
	}
	return d.at[i], true
}
