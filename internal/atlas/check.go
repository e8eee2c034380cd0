package atlas

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Check is what is wrong, or worth knowing, about the areas of a picture. Positions are
// lon, lat in degrees, WGS-84.
type Check struct {
	Revision int64  `json:"revision"`
	Date     string `json:"date"`
	Timeline string `json:"timeline"`
	Hash     string `json:"hash"`
	// ContentHash is over the contents in force: equal for equal content in any store.
	ContentHash string       `json:"content_hash"`
	Layers      []LayerCheck `json:"layers"`
}

// LayerCheck is the part of a check that concerns one layer.
type LayerCheck struct {
	Layer    string    `json:"layer"`
	Areas    int       `json:"areas"`
	Findings []Finding `json:"findings"`
}

// Kinds of Finding: stable codes.
const (
	FindingGap          = "gap"                   // ground inside the layer that no area covers
	FindingOverlap      = "overlap"               // ground that two areas cover
	FindingNoParent     = "no_parent"             // an area without a parent, though the parent layer has areas
	FindingParent       = "parent_disagrees"      // the area's label point lies in another area than its parent
	FindingCodeAndPlace = "code_not_under_parent" // the code does not begin with that of the parent
)

// Finding is one thing that a check found.
type Finding struct {
	// Kind is one of the constants above.
	Kind     string    `json:"kind"`
	Codes    []string  `json:"codes"`
	AreaM2   float64   `json:"area_m2,omitempty"`
	WidthM   float64   `json:"width_m,omitempty"`
	Hairline bool      `json:"hairline,omitempty"`
	At       orb.Point `json:"at"`
}

// Check looks at one layer, or at all when key is empty.
func (p *Picture) Check(ctx context.Context, key string) (*Check, error) {
	if key != "" {
		if _, err := p.Scheme.Layer(key); err != nil {
			return nil, err
		}
	}
	var all []city.Version
	out := &Check{
		Revision: p.Revision, Date: p.Date.String(), Timeline: p.State.Timeline, Hash: hex.EncodeToString(p.State.Hash[:]),
		Layers: []LayerCheck{},
	}
	for i := range p.layers {
		l := &p.layers[i]
		all = append(all, l.areas...)
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
	sum, err := city.ContentHash(append(city.Records(all), p.things...))
	out.ContentHash = hex.EncodeToString(sum[:])
	return out, err
}

// Findings counts the findings of all layers.
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
		v := &l.areas[i]
		label := partition.LabelPoint(v.Shape)
		kind := ""
		switch o := p.index.Owner(l.parent, label); {
		case v.Parent == "" && up.def.Partition:
			kind = FindingNoParent
		case up.def.Partition && (o < 0 || up.areas[o].Code != v.Parent):
			kind = FindingParent
		case l.def.Code.Profile.CheckUnder(v.Code, v.Parent) != nil:
			kind = FindingCodeAndPlace
		default:
			continue
		}
		codes := []string{v.Code}
		if v.Parent != "" {
			codes = append(codes, v.Parent)
		}
		c.Findings = append(c.Findings, Finding{Kind: kind, Codes: codes, At: label.LonLat()})
	}
	return nil
}

// faults finds the gaps and overlaps of a partition layer.
func (l *layer) faults(ctx context.Context) ([]Finding, error) {
	areas := make([]partition.Area, len(l.areas))
	for i := range l.areas {
		areas[i] = partition.Area{Code: l.areas[i].Code, Shape: l.areas[i].Shape, Stored: true}
	}
	found, err := partition.FindFaults(ctx, areas)
	var notNoded *partition.NotNodedError
	if errors.As(err, &notNoded) {
		// Versions of different dates may meet on one date without having been noded together.
		var res partition.NodeResult
		if res, err = partition.Node(ctx, areas); err == nil {
			for i := range areas {
				areas[i].Shape = res.Shapes[i]
			}
			found, err = partition.FindFaults(ctx, areas)
		}
	}
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, ov := range found.Overlaps {
		codes := []string{areas[ov.A].Code, areas[ov.B].Code}
		slices.Sort(codes)
		out = append(out, Finding{
			Kind: FindingOverlap, Codes: codes, AreaM2: float64(ov.Area), WidthM: float64(ov.Width), Hairline: ov.Hairline, At: ov.At.LonLat(),
		})
	}
	for _, g := range found.Gaps {
		out = append(out, Finding{
			Kind: FindingGap, Codes: []string{}, AreaM2: float64(g.Area), WidthM: float64(g.Width), Hairline: g.Hairline, At: g.At.LonLat(),
		})
	}
	return out, nil
}
