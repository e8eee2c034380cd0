package atlas

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Check is what is wrong, or worth knowing, about the areas, buildings and places of a
// picture. Positions are lon, lat in degrees, WGS-84.
type Check struct {
	Revision int64  `json:"revision"`
	Date     string `json:"date"`
	Timeline string `json:"timeline"`
	Hash     string `json:"hash"`
	// ContentHash is over the contents in force: equal for equal content in any store.
	ContentHash string       `json:"content_hash"`
	Layers      []LayerCheck `json:"layers"`
	// Calendars are those of holidays that hours keep, with the years that are known.
	Calendars []CalendarYears `json:"calendars"`
	// Staff is nil where the store has no post, or one layer was asked about.
	Staff *StaffCheck `json:"staff,omitempty"`
	// Doubts may be as they should; they are no findings.
	Doubts []Doubt `json:"doubts,omitempty"`
}

// Doubt is an area, or a layer of things, that may be meant otherwise.
type Doubt struct {
	Kind   string `json:"kind"` // FindingOtherName or DoubtSetBack
	Layer  string `json:"layer"`
	Code   string `json:"code"` // empty = of the layer as a whole
	Reason string `json:"reason"`
}

// LayerCheck is the part of a check that concerns one layer: of the scheme, of buildings, or
// a kind of places.
type LayerCheck struct {
	Layer    string    `json:"layer"`
	Areas    int       `json:"areas"` // or buildings, or places
	Findings []Finding `json:"findings"`
}

// Kinds of Finding: stable codes.
const (
	FindingGap          = "gap"                   // ground inside the layer that no area covers
	FindingOverlap      = "overlap"               // ground that two areas cover
	FindingBare         = "uncovered"             // ground of a parent that none of the layer's areas covers
	FindingNoParent     = "no_parent"             // an area without a parent, though the parent layer has areas
	FindingParent       = "parent_disagrees"      // ground of the area belongs to another area than its parent
	FindingCodeAndPlace = "code_not_under_parent" // the code does not begin with that of the parent
	FindingUntold       = "parent_unclear"        // the area's borders and those of the parents do not come to rest when laid over each other
	FindingStraddles    = "building_straddles"    // ground of a building outside the grid that it belongs to
	FindingSums         = "counted_elsewhere"     // a building that is counted under another community than that of its grid
	FindingOutside      = "place_outside"         // a place outside the widest partition
	FindingInWater      = "place_in_water"        // a place on ground of the kind water
	FindingOtherName    = "other_name"            // of a Doubt: the table of divisions calls the code otherwise
	DoubtSetBack        = "set_back"              // of a Doubt: all buildings stand on one side of their streets (SetBack)
	FindingOffNetwork   = "place_off_network"     // an open station to which nobody can walk
	FindingLeg          = "leg_too_long"          // a line that no walking network can hold: it is left out
)

// Finding is one thing that a check found.
type Finding struct {
	// Kind is one of the constants above.
	Kind string `json:"kind"`
	// Codes are those of the areas: those around a gap, both of an overlap, the area and its
	// parent of code_not_under_parent; the parent of uncovered; of parent_disagrees the area and the one of the parent
	// layer in which that ground lies, empty where it lies in none; the building, its grid and
	// the one in which that ground lies of building_straddles; the building, the area above its
	// grid and the one in which it lies of counted_elsewhere; the place and the water of place_in_water, or
	// the barrier before the nearest street, where there is one, of place_off_network.
	Codes []string `json:"codes"`
	// Reason says in words what is wrong with a place or a line.
	Reason   string    `json:"reason,omitempty"`
	AreaM2   float64   `json:"area_m2,omitempty"`
	WidthM   float64   `json:"width_m,omitempty"`
	Hairline bool      `json:"hairline,omitempty"`
	At       orb.Point `json:"at"`
	// Shape is the ground of which the finding speaks; empty of those about a whole area, a
	// code or a position.
	Shape orb.MultiPolygon `json:"-"`
}

// on gives the finding its ground.
func (f Finding) on(d *partition.Defect) Finding {
	f.AreaM2, f.WidthM, f.Hairline = float64(d.Area), float64(d.Width), d.Hairline
	f.At, f.Shape = d.At.LonLat(), d.Shape.Orb()
	return f
}

// Check looks at one layer, at the buildings or at a kind of places, or at all when key is
// empty.
func (p *Picture) Check(ctx context.Context, key string) (*Check, error) {
	if err := checkable(p.Scheme, key); err != nil {
		return nil, err
	}
	var all []city.Version
	out := &Check{
		Revision: p.Revision, Date: p.Date.String(), Timeline: p.State.Timeline, Hash: hex.EncodeToString(p.State.Hash[:]),
		Layers: []LayerCheck{}, Calendars: p.CalendarsKept(),
	}
	for i := range p.layers {
		l := &p.layers[i]
		for _, v := range l.areas {
			all = append(all, *v)
		}
		if key != "" && l.def.Key != key {
			continue
		}
		c := LayerCheck{Layer: l.def.Key, Areas: len(l.areas), Findings: []Finding{}}
		if err := p.nesting(ctx, i, &c); err != nil {
			return nil, err
		}
		if l.def.Partition {
			faults, err := l.faults(ctx)
			if err != nil {
				return nil, err
			}
			c.Findings = append(c.Findings, faults...)
		}
		out.Layers = append(out.Layers, c)
	}
	things, err := p.checkThings(ctx, key)
	if err != nil {
		return nil, err
	}
	out.Layers = append(out.Layers, things...)
	if key == "" || key == city.LayerBuilding {
		out.Doubts = p.setBackDoubts()
	}
	if key == "" {
		if out.Staff, err = p.Staff(ctx); err != nil {
			return nil, err
		}
	}
	sum, err := city.ContentHash(append(city.Records(all), p.things...))
	out.ContentHash = hex.EncodeToString(sum[:])
	return out, err
}

// checkable tells why a layer cannot be checked; nil when it can.
func checkable(s *city.Scheme, key string) error {
	if key == "" {
		return nil
	}
	kind, err := recordKind(s, key)
	if err == nil && kind == city.KindLine {
		err = city.Errorf(city.Invalid, "unknown_layer", "nothing is checked about lines such as %s", key)
	}
	return err
}

// Findings counts the findings of all layers; those of staff are of another class.
func (c *Check) Findings() int {
	n := 0
	for i := range c.Layers {
		n += len(c.Layers[i].Findings)
	}
	return n
}

// nesting finds areas whose parent is missing or is not where they lie.
func (p *Picture) nesting(ctx context.Context, li int, c *LayerCheck) error {
	l := &p.layers[li]
	if l.parent < 0 || len(p.layers[l.parent].areas) == 0 {
		return nil
	}
	up := &p.layers[l.parent]
	for i := range l.areas {
		if err := ctx.Err(); err != nil {
			return err
		}
		v := l.areas[i]
		switch {
		case v.Parent == "" && up.def.Partition:
			c.Findings = append(c.Findings, Finding{Kind: FindingNoParent, Codes: []string{v.Code}, At: label(v)})
		case l.def.Code.Profile.CheckUnder(v.Code, v.Parent) != nil:
			c.Findings = append(c.Findings, Finding{Kind: FindingCodeAndPlace, Codes: []string{v.Code, v.Parent}, At: label(v)})
		}
	}
	if !up.def.Partition {
		return nil
	}
	return p.strays(ctx, li, c)
}

func label(v *city.Version) orb.Point { return partition.LabelPoint(v.Shape).LonLat() }

// strays finds the ground of areas that belongs to another area than their parent.
func (p *Picture) strays(ctx context.Context, li int, c *LayerCheck) error {
	l := &p.layers[li]
	up := &p.layers[l.parent]
	var children []partition.Area
	var versions []*city.Version
	var named []int
	for i := range l.areas {
		v := l.areas[i]
		if v.Parent == "" {
			continue
		}
		parent, found := up.find(v.Parent)
		if !found {
			parent = len(up.areas)
		}
		versions, named = append(versions, v), append(named, parent)
		children = append(children, partition.Area{Code: v.Code, Shape: v.Shape})
	}
	strays, err := partition.FindStrays(ctx, children, up.partition(), named)
	if err != nil {
		return err
	}
	for _, s := range strays.Found {
		in := ""
		if s.Parent >= 0 {
			in = up.areas[s.Parent].Code
		}
		c.Findings = append(c.Findings, Finding{Kind: FindingParent, Codes: []string{versions[s.Child].Code, in}}.on(&s.Defect))
	}
	if l.def.Partition {
		if err := p.bare(ctx, l, c); err != nil {
			return err
		}
	}
	for _, i := range strays.Untold {
		c.Findings = append(c.Findings, Finding{Kind: FindingUntold, Codes: []string{versions[i].Code, versions[i].Parent}, At: label(versions[i])})
	}
	return nil
}

// bare finds the ground of parents that have some of the areas, and that none of these has.
func (p *Picture) bare(ctx context.Context, l *layer, c *LayerCheck) error {
	up := &p.layers[l.parent]
	named := make([]int, len(l.areas))
	for i, v := range l.areas {
		parent, found := up.find(v.Parent)
		if named[i] = parent; !found {
			named[i] = -1
		}
	}
	found, err := partition.FindBare(ctx, up.partition(), l.partition(), named)
	if err != nil {
		return err
	}
	for _, b := range found {
		if b.Tells() {
			c.Findings = append(c.Findings, Finding{Kind: FindingBare, Codes: []string{up.areas[b.Parent].Code}}.on(&b.Defect))
		}
	}
	return nil
}

// find is the area with this code.
func (l *layer) find(code string) (int, bool) {
	return slices.BinarySearchFunc(l.areas, code, func(a *city.Version, code string) int { return strings.Compare(a.Code, code) })
}

// partition is the layer as geo/partition takes it.
func (l *layer) partition() []partition.Area {
	areas := make([]partition.Area, len(l.areas))
	for i := range l.areas {
		areas[i] = partition.Area{Code: l.areas[i].Code, Shape: l.areas[i].Shape, Stored: true}
	}
	return areas
}

// faults finds the gaps and overlaps of a partition layer.
func (l *layer) faults(ctx context.Context) ([]Finding, error) {
	found, err := partition.Survey(ctx, l.partition())
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, ov := range found.Overlaps {
		out = append(out, Finding{Kind: FindingOverlap, Codes: l.sorted([]int{ov.A, ov.B})}.on(&ov.Defect))
	}
	for _, g := range found.Gaps {
		out = append(out, Finding{Kind: FindingGap, Codes: l.sorted(g.Around)}.on(&g.Defect))
	}
	return out, nil
}

// sorted are the codes of some areas, sorted.
func (l *layer) sorted(areas []int) []string {
	out := make([]string, len(areas))
	for i, a := range areas {
		out[i] = l.areas[a].Code
	}
	slices.Sort(out)
	return out
}
