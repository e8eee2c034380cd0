package atlas

import (
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Turn is a civil date on which areas begin or end: between two of them the map says the same.
type Turn struct {
	Date   string   `json:"date" doc:"civil date in the city's zone"`
	Layers []string `json:"layers" doc:"keys of the layers whose areas begin or end on it, in the order of the scheme"`
}

// Turns lists the latest dates, at most so many, on which areas of layers that answer begin or end, the
// earliest of them first; more tells that there are earlier ones. It is said of all dates of the
// picture's revision, dates to come included.
func (p *Picture) Turns(most int) (list []Turn, more bool) {
	of := map[city.Date][]string{}
	for i := range p.layers {
		if p.layers[i].def.Base {
			continue
		}
		for _, d := range p.chronicle.layers[i].turns {
			if !d.Open() {
				of[d] = append(of[d], p.layers[i].def.Key)
			}
		}
	}
	dates := slices.Sorted(maps.Keys(of))
	more = len(dates) > most
	list = []Turn{}
	for _, d := range dates[max(0, len(dates)-most):] {
		list = append(list, Turn{Date: d.String(), Layers: of[d]})
	}
	return list, more
}
