package atlas

import "github.com/redsail/redsail/internal/city"

// PlaceBodies are the codes of the organisations of a place: who runs it, who works and meets there, and
// those that are of one of these, as the Party branch of a firm is. A place that is not in force has none.
func (p *Picture) PlaceBodies(kind, code string) map[string]bool {
	at := city.Seat{Kind: city.KindPlace, Layer: kind, Code: code}
	found := map[string]bool{}
	r, ok := p.thing(at.Key())
	if !ok {
		return found
	}
	var owner string
	if pl, isPlace := r.Content.(*city.Place); isPlace {
		owner = pl.Owner
	}
	of := map[string][]string{} // by what they are of
	var next []string
	for _, o := range contents[*city.Organisation](p.inLayer(city.KindOrganisation, city.LayerOrganisation)) {
		if o.Code == owner || o.Place == at {
			next = append(next, o.Code)
		}
		if o.Of.Kind == city.KindOrganisation {
			of[o.Of.Code] = append(of[o.Of.Code], o.Code)
		}
	}
	for len(next) > 0 {
		one := next[len(next)-1]
		next = next[:len(next)-1]
		if !found[one] {
			found[one] = true
			next = append(next, of[one]...)
		}
	}
	return found
}
