package atlas

import (
	"context"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// BuildingCard is what anybody may know of a building: never who, or how many, live in it.
type BuildingCard struct {
	Code      string       `json:"code"`
	Name      string       `json:"name" doc:"the first name there is: zh, zh-Hant, en, else the code"`
	Names     city.Names   `json:"names"`
	Address   string       `json:"address"`
	Use       string       `json:"use" doc:"home, village, school, hospital, market, office, works …; empty = not said"`
	Storeys   *int64       `json:"storeys" doc:"null when they are not known"`
	Grid      string       `json:"grid" doc:"code of the grid that the data names; empty = it names none"`
	Compound  string       `json:"compound" doc:"code of the compound that the data names; empty = it names none"`
	Label     [2]float64   `json:"label" doc:"lon, lat of a point of the building"`
	Bounds    [4]float64   `json:"bounds" doc:"west, south, east, north"`
	Entrances [][2]float64 `json:"entrances" doc:"lon, lat of each, the main one first"`
	Source    string       `json:"source"`
	DataDate  string       `json:"data_date" doc:"YYYY-MM-DD, as the source says; empty = not said"`
	Matched   city.Matched `json:"matched" enum:"code,former,retired" doc:"by which right the code found the building"`
	Former    []string     `json:"former" doc:"codes that the same building had before, oldest first"`
	Valid     Span         `json:"valid"`
}

// Building answers the code of a building: that of one in force, else what the store knows.
func (a *Atlas) Building(ctx context.Context, p *Picture, code string) (*BuildingCard, error) {
	k := city.Key{Kind: city.KindBuilding, Layer: city.LayerBuilding, Code: code}
	r, found := p.thing(k)
	matched := city.MatchedCode
	if !found {
		past, by, err := a.record(ctx, p, k)
		if err != nil {
			return nil, err
		}
		r, matched = &past, by
	}
	b, ok := r.Content.(*city.Building)
	if !ok {
		return nil, city.Errorf(city.Internal, "internal", "%s is no building", k)
	}
	return &BuildingCard{
		Code: b.Code, Name: b.Name(), Names: b.Names, Address: b.Address.String(), Use: b.Class["use"], Storeys: b.Storeys,
		Grid: b.Grid, Compound: b.Compound, Label: groundPoint(b).LonLat(), Bounds: boundsOf(b.Box()), Entrances: positions(b.Entrances),
		Source: b.Source, DataDate: b.DataDate, Matched: matched, Former: orEmpty(b.Former), Valid: spanOf(r.Valid),
	}, nil
}

// groundPoint is a point well inside the ground plan, or the one that is known.
func groundPoint(b *city.Building) geo.Point {
	if len(b.Shape) == 0 && b.Point != nil {
		return *b.Point
	}
	return partition.LabelPoint(b.Shape)
}
