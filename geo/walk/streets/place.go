package streets

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
)

// toLattice takes a position of a system to the lattice. Equal positions stay equal, so lines
// that met still meet.
func toLattice(sys crs.System, p orb.Point) (geo.Point, error) {
	ll, err := sys.ToWGS84(p)
	if err != nil {
		return geo.Point{}, err
	}
	return geo.Snap(ll)
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }

// rawLine is a line still in the system of its file.
type rawLine struct {
	Line
	parts []orb.LineString
}

// rawPoint is a gate or crossing still in the system of its file.
type rawPoint struct {
	code string
	at   orb.Point
	tags map[string]string
}

// raws are the things of a file whose nodes have no ids: those at one place are one.
type raws struct {
	lines  []rawLine
	points []rawPoint
}

// system decides in which system the coordinates are, by the option, by what the file says, by
// what can be.
func (r *raws) system(o *Options, declared crs.System) (crs.System, error) {
	if o.CRS != "" && o.CRS != "auto" {
		var err error
		if declared, err = crs.Parse(o.CRS); err != nil {
			return nil, err
		}
	}
	all := r.bounds()
	if len(all) == 0 {
		return crs.Parse("wgs84")
	}
	if o.SwapAxes {
		for i, b := range all {
			all[i] = orb.Bound{Min: orb.Point{b.Min[1], b.Min[0]}, Max: orb.Point{b.Max[1], b.Max[0]}}
		}
	}
	sys, err := detect(declared, all)
	if err != nil || !o.SwapAxes {
		return sys, err
	}
	return crs.Swapped(sys), nil
}

// detect is crs.Detect for things with these bounds. Where they cannot all be, and most of them can by
// themselves, these decide: the others are rejected one by one.
func detect(declared crs.System, all []orb.Bound) (crs.System, error) {
	sys, err := crs.Detect(declared, union(all))
	var refusal *crs.Refusal
	if !errors.As(err, &refusal) || refusal.Cause != crs.CauseOutOfRange {
		return sys, err
	}
	var likely []orb.Bound
	for _, b := range all {
		if _, odd := crs.Detect(declared, b); odd == nil {
			likely = append(likely, b)
		}
	}
	if 2*len(likely) <= len(all) {
		return nil, err
	}
	return crs.Detect(declared, union(likely))
}

func union(all []orb.Bound) orb.Bound {
	out := all[0]
	for _, b := range all[1:] {
		out = out.Union(b)
	}
	return out
}

// bounds are those of each thing.
func (r *raws) bounds() (all []orb.Bound) {
	for i := range r.lines {
		for k, part := range r.lines[i].parts {
			if k == 0 {
				all = append(all, part.Bound())
			}
			all[len(all)-1] = all[len(all)-1].Union(part.Bound())
		}
	}
	for i := range r.points {
		all = append(all, orb.Bound{Min: r.points[i].at, Max: r.points[i].at})
	}
	return all
}

// someOf is the first vertex of a line that is a place, in WGS-84; the origin where none is.
func someOf(parts []orb.LineString, sys crs.System) orb.Point {
	for _, part := range parts {
		for _, p := range part {
			if q, err := toLattice(sys, p); err == nil {
				return q.LonLat()
			}
		}
	}
	return orb.Point{}
}

// lattice takes everything to the lattice and into the network.
func (r *raws) lattice(n *Network, sys crs.System) {
	n.CRS = sys.Name()
	for i := range n.Rejected { // up to here they are in the system of the file
		if at, err := sys.ToWGS84(n.Rejected[i].At); err == nil {
			n.Rejected[i].At = at
		}
	}
	var points []geo.Point
	ids := map[geo.Point]int64{}
	node := func(p geo.Point) int64 {
		id, known := ids[p]
		if !known {
			id = int64(len(points))
			ids[p], points = id, append(points, p)
		}
		return id
	}
	m := newMaker(n, func(id int64) (geo.Point, bool) { return points[id], true }, nil)
	for i := range r.lines {
		l := osmLine{Line: r.lines[i].Line}
		if err := l.convert(r.lines[i].parts, sys); err != nil {
			n.reject(l.Code, ReasonOutOfRange, err.Error(), someOf(r.lines[i].parts, sys))
			continue
		}
		if len(l.runs) == 0 {
			n.reject(l.Code, ReasonCollapsed, "all its points are one", someOf(r.lines[i].parts, sys))
			continue
		}
		m.lines = append(m.lines, l)
	}
	all := m.lines
	m.lines = nil
	nodeStreets(n, all)
	for i := range all {
		for k := range all[i].runs {
			for _, p := range all[i].runs[k].line {
				all[i].runs[k].nodes = append(all[i].runs[k].nodes, node(p))
			}
		}
		m.add(&all[i])
	}
	for i := range r.points {
		p, err := toLattice(sys, r.points[i].at)
		if err != nil {
			n.reject(r.points[i].code, ReasonOutOfRange, fmt.Sprintf("(%v, %v): %v", r.points[i].at[0], r.points[i].at[1], err), orb.Point{})
			continue
		}
		m.marked = append(m.marked, markedNode{node(p), r.points[i].code, r.points[i].tags, ""})
	}
	m.finish()
}

// convert makes the runs of a line, repeated points left out.
func (l *osmLine) convert(parts []orb.LineString, sys crs.System) error {
	for _, part := range parts {
		var line geo.Line
		for i, p := range part {
			q, err := toLattice(sys, p)
			if err != nil {
				return fmt.Errorf("its point %d (%v, %v): %w", i+1, p[0], p[1], err)
			}
			if len(line) == 0 || line[len(line)-1] != q {
				line = append(line, q)
			}
		}
		if len(line) > 1 {
			l.runs = append(l.runs, run{line: line})
		}
	}
	return nil
}
