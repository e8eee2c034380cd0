package intake

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// OtherCompound is a building whose address names a compound of the same community, on whose ground it
// does not lie: it is taken, and belongs to the compound of its ground.
type OtherCompound struct {
	Feature int    `json:"feature"`       // from 1, the headings not counted
	Row     int    `json:"row,omitempty"` // line of the CSV, row of the sheet
	Code    string `json:"code"`
	Named   string `json:"named"`            // the code of the compound that the address names
	Ground  string `json:"ground,omitempty"` // that of the compound of its ground; empty = none
	// NamedName and GroundName are the names of both, where they have one.
	NamedName  string      `json:"named_name,omitempty"`
	GroundName string      `json:"ground_name,omitempty"`
	Message    string      `json:"message"`
	At         *[2]float64 `json:"at"`
}

// mostOtherCompounds bounds those that are told; the rest are counted.
const mostOtherCompounds = 1000

// tellCompounds finds the buildings that name no compound by code, whose address names one of their
// community exactly, and which lie on the ground of another or of none.
func (im *thingImporter) tellCompounds(ctx context.Context, s city.Reader) error {
	if im.kind != city.KindBuilding || len(im.areas.inForce[city.LayerCompound]) == 0 {
		return nil
	}
	grounds, err := im.indexOf(city.LayerCompound)
	if err != nil {
		return err
	}
	compounds := im.areas.inForce[city.LayerCompound]
	same, err := im.sameParent(ctx, s)
	if err != nil {
		return err
	}
	var over []int32
	for i, d := range im.drafts {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		b, taken := d.given.(*city.Building)
		if d.rejected || !taken || b.Compound != "" || b.Address.Compound == "" {
			continue
		}
		at := pointOf(b)
		named, _ := im.compounds.find(b.Address.Compound, func(v *city.Version) bool { return same(v, b) })
		if named == nil {
			continue
		}
		over = grounds.Covering(0, at, over[:0])
		if slices.ContainsFunc(over, func(k int32) bool { return compounds[k].Code == named.Code }) {
			continue
		}
		im.report.tellCompound(d, b, named, over, compounds)
	}
	return nil
}

func (r *ThingReport) tellCompound(d *thingDraft, b *city.Building, named *city.Version, over []int32, compounds []*city.Version) {
	if len(r.OtherCompounds) >= mostOtherCompounds {
		r.OtherCompoundsMore++
		return
	}
	at := pointOf(b)
	x := OtherCompound{Feature: d.number, Row: d.row, Code: clip(b.Code), Named: named.Code, NamedName: nameOf(named), At: pair(place(at))}
	lies := "in none"
	if len(over) > 0 {
		x.Ground, x.GroundName = compounds[over[0]].Code, nameOf(compounds[over[0]])
		lies = "in " + spoken(x.Ground, x.GroundName)
	}
	x.Message = fmt.Sprintf("its address is in compound %s, and it lies %s: correct the place, or name the compound by 小区编码", spoken(x.Named, x.NamedName), lies)
	r.OtherCompounds = append(r.OtherCompounds, x)
}

// nameOf is the name of an area in whichever language it has one.
func nameOf(v *city.Version) string { return cmp.Or(v.Names.Zh, v.Names.En) }

// spoken is a code with the name of what it stands for.
func spoken(code, name string) string {
	if name == "" {
		return code
	}
	return code + " (" + name + ")"
}

// sameParent tells whether a building lies on the ground of the area that a compound has as its parent,
// so that a compound of another community that has the same name is not meant.
func (im *thingImporter) sameParent(ctx context.Context, s city.Reader) (func(*city.Version, *city.Building) bool, error) {
	def, err := im.scheme.Layer(city.LayerCompound)
	if err != nil || def.Parent == "" {
		return func(*city.Version, *city.Building) bool { return true }, err
	}
	up, err := im.scheme.Layer(def.Parent)
	if err != nil {
		return nil, err
	}
	above, err := readAreas(ctx, s, im.scheme, im.state.Revision, im.from, up.Key)
	if err != nil {
		return nil, err
	}
	l := locate.Layer{Key: up.Key, Partition: up.Partition}
	for _, v := range above.inForce[up.Key] {
		l.Areas = append(l.Areas, locate.Area{Code: v.Code, Shape: v.Shape})
	}
	ix, err := locate.Build([]locate.Layer{l})
	if err != nil {
		return nil, err
	}
	var over []int32
	return func(v *city.Version, b *city.Building) bool {
		over = ix.Covering(0, pointOf(b), over[:0])
		return slices.ContainsFunc(over, func(k int32) bool { return l.Areas[k].Code == v.Parent })
	}, nil
}
