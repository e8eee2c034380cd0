package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

const (
	dataDate = "2026-07-01"
	surveyed = city.Date(20635) // the same
	// peoplePer100 are the people in a hundred households.
	peoplePer100 = 299
)

// write puts out everything that was made.
func (b *builder) write(ctx context.Context) error {
	b.nameDistricts()
	b.nameStreets()
	b.nameThePast()
	b.nameCommunities()
	b.nameBlocks()
	b.nameCivic()
	b.nameRoads()
	for _, step := range []func(*builder) error{
		(*builder).shapeUnits, (*builder).nameGrids, (*builder).shapeCompounds, (*builder).writeAreas,
		(*builder).writeHistory, (*builder).writeOverlays, (*builder).writeBeats, (*builder).writeBuildings, (*builder).writeLines, (*builder).writeCovers,
		(*builder).writePlaces, (*builder).writeTerms,
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(b); err != nil {
			return err
		}
	}
	return nil
}

// shapeUnits makes the shapes of all partition layers from the faces.
func (b *builder) shapeUnits() error {
	u := &b.units
	u.grids = make([]unit, len(u.communityOf))
	for _, l := range []struct {
		list []unit
		of   func(o owner) int32
	}{
		{u.districts, func(o owner) int32 { return o.district }},
		{u.streets, func(o owner) int32 { return o.street }},
		{u.communities, func(o owner) int32 { return o.community }},
		{u.grids, func(o owner) int32 { return o.grid }},
	} {
		shapes, err := b.mesh.shapes(len(l.list), func(f int32) int32 { return l.of(b.mesh.faces[f].owner) })
		if err != nil {
			return err
		}
		for i := range shapes {
			l.list[i].shape = shapes[i]
		}
	}
	return nil
}

// nameGrids numbers the grids of each community, and says what lives in them.
func (b *builder) nameGrids() error {
	u := &b.units
	homes := b.householdsByFace()
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		u.grids[b.mesh.faces[f].owner.grid].households += homes[f]
	}
	members := make([][]int32, len(u.communities))
	for g, c := range u.communityOf {
		u.grids[g].label = partition.LabelPoint(u.grids[g].shape)
		members[c] = append(members[c], int32(g))
	}
	for c := range members {
		com := &u.communities[c]
		labels := make([]geo.Point, len(members[c]))
		for i, g := range members[c] {
			labels[i] = u.grids[g].label
		}
		for n, i := range city.InBands(com.shape.Box(), labels) {
			g := &u.grids[members[c][i]]
			g.code = fmt.Sprintf("%s%03d", com.code, n+1)
			g.name = gridName(com.name, n+1)
			g.kind = "ordinary"
			if k := u.special[members[c][i]]; k != none {
				g.kind = "special"
				g.name = with(b.blocks[k].name, "专属网格", "Special Grid")
			}
		}
	}
	return nil
}

func gridName(community Name, n int) Name {
	return Name{Zh: fmt.Sprintf("%s第%d网格", community.Zh, n), En: fmt.Sprintf("%s Grid %d", community.En, n)}
}

// shapeCompounds numbers the compounds of each community and makes their shapes.
func (b *builder) shapeCompounds() error {
	next := map[int32]int{}
	for i := range b.blocks {
		k := &b.blocks[i]
		if k.use != useHome {
			continue
		}
		c := b.mesh.faces[k.face].owner.community
		next[c]++
		shape, err := partition.Normalise(polygon(k.inner))
		if err != nil {
			return fmt.Errorf("demo: compound %s: %w", k.name.Zh, err)
		}
		k.compound = int32(len(b.units.compounds))
		b.units.compounds = append(b.units.compounds, unit{
			code: fmt.Sprintf("%sX%02d", b.units.communities[c].code, next[c]), name: k.name,
			households: k.people(), shape: shape, area: k.area, at: k.at,
		})
	}
	return nil
}

// toArea is the area of the domain that a unit became.
func (u *unit) toArea(layer, parent string, class map[string]string) city.Area {
	households := int64(u.households)
	people := households * peoplePer100 / 100
	return city.Area{
		Layer: layer, Code: u.code, Names: city.Names{Zh: u.name.Zh, En: u.name.En}, Parent: parent,
		Former: u.former, Shape: u.shape, Class: class, Households: &households, Population: &people,
		Source: Notice.Zh, DataDate: dataDate,
	}
}

func (b *builder) writeAreas() error {
	u := &b.units
	all := unit{code: cityCode, name: b.names.from("city", 0)}
	shapes, err := b.mesh.shapes(1, func(int32) int32 { return 0 })
	if err != nil {
		return err
	}
	all.shape = shapes[0]
	for i := range u.districts {
		all.households += u.districts[i].households
	}
	out := []city.Area{all.toArea("city", "", nil)}
	for i := range u.districts {
		out = append(out, u.districts[i].toArea("district", cityCode, map[string]string{"kind": u.districts[i].kind}))
	}
	for i := range u.streets {
		out = append(out, u.streets[i].toArea("street", u.districts[u.districtOf[i]].code, map[string]string{"kind": u.streets[i].kind}))
	}
	for i := range u.communities {
		out = append(out, u.communities[i].toArea("community", u.streets[u.streetOf[i]].code, b.communityClass(i)))
	}
	for i := range b.blocks {
		if k := &b.blocks[i]; k.compound != none {
			parent := u.communities[b.mesh.faces[k.face].owner.community].code
			out = append(out, u.compounds[k.compound].toArea("compound", parent, k.compoundClass()))
		}
	}
	for i := range u.grids {
		class := map[string]string{"kind": u.grids[i].kind}
		if k := u.special[i]; k != none {
			class["purpose"] = b.blocks[k].use.String()
		}
		out = append(out, u.grids[i].toArea("grid", u.communities[u.communityOf[i]].code, class))
	}
	sortAreas(out)
	b.out.Areas = out
	return nil
}

var layerOrder = []string{"city", "district", "street", "community", "compound", "grid"}

// sortAreas orders areas by layer as in the scheme, then by code.
func sortAreas(areas []city.Area) {
	slices.SortFunc(areas, func(a, b city.Area) int {
		return cmp.Or(cmp.Compare(slices.Index(layerOrder, a.Layer), slices.Index(layerOrder, b.Layer)), cmp.Compare(a.Code, b.Code))
	})
}

// communityClass are the three criteria of communities: place, people, way of service.
func (b *builder) communityClass(i int) map[string]string {
	c := b.units.communities[i]
	serves := "serves_mixed"
	switch z := b.ground.zone(c.at); {
	case c.kind == "location_village":
		serves = "serves_villagers"
	case z.kind == zoneOld:
		serves = "serves_old"
	case z.kind == zoneFresh, z.kind == zoneCore && chance(i, 621) < 0.4:
		serves = "serves_market"
	}
	mode := []string{"mode_stationed", "mode_rounds", "mode_linked"}[int(3*chance(i, 622))]
	if c.kind == "location_village" {
		mode = "mode_rounds"
	}
	return map[string]string{"location": c.kind, "serves": serves, "mode": mode}
}

// compoundClass are the three criteria of compounds: population, closedness, property mode.
func (k *block) compoundClass() map[string]string {
	population := "population_middle"
	switch n := k.people(); {
	case n < 200:
		population = "population_small"
	case n > 500:
		population = "population_large"
	}
	property := "property_company"
	switch c := chance(k.at.mark(), 631); {
	case k.closed == 0 && c < 0.6, c < 0.08:
		property = "property_community"
	case c < 0.18:
		property = "property_owners"
	case c < 0.26:
		property = "property_unit"
	}
	return map[string]string{
		"population": population, "closedness": []string{"open", "partly_closed", "closed"}[k.closed], "property": property,
	}
}
