package opening

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// OtherName is an area whose code is that of a division which the table calls otherwise: the code or the name
// may be another's. It counts as that division all the same.
type OtherName struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name" doc:"what the city says"`
	Table string `json:"table" doc:"what the table of divisions says"`
}

// divisionLayers are the layers whose areas the table of divisions knows.
var divisionLayers = []string{"city", "district", "county"}

// OtherNames lists the areas of the city and of its counties that have another name than the table of
// divisions, in the order of the layers; nil where the city is none of the table.
func OtherNames(pic *atlas.Picture) (out []OtherName, err error) {
	d, err := Find(pic.Scheme.City)
	if err != nil {
		return nil, nil //nolint:nilerr // a city that is in no table
	}
	for i := range pic.Scheme.Layers {
		key := pic.Scheme.Layers[i].Key
		if !slices.Contains(divisionLayers, key) {
			continue
		}
		areas, _, err := pic.Versions(key)
		if err != nil {
			return nil, err
		}
		out = append(out, otherNames(key, d, areas)...)
	}
	return out, nil
}

// otherNames are those of the areas of a layer, by code.
func otherNames(layer string, of Division, areas []*city.Version) (out []OtherName) {
	known := map[string]string{strings.TrimRight(of.Code, "0"): of.Name}
	for _, d := range Counties(of.Code) {
		known[strings.TrimRight(d.Code, "0")] = d.Name
	}
	for _, a := range areas {
		if table, has := known[strings.TrimRight(a.Code, "0")]; has && !alike(table, a.Names.Zh) && a.Names.Zh != a.Code {
			out = append(out, OtherName{layer, a.Code, a.Names.Zh, table})
		}
	}
	return out
}

// alike is true of names of which one is the other in short or at length: 任城, 任城区, 济宁市任城区.
func alike(a, b string) bool {
	return b == "" || strings.Contains(a, stem(b)) || strings.Contains(b, stem(a))
}

// stem is a name without its last character, which says what kind of division it is.
func stem(name string) string {
	name = strings.Join(strings.Fields(name), "")
	if utf8.RuneCountInString(name) < 3 {
		return name
	}
	_, last := utf8.DecodeLastRuneInString(name)
	return name[:len(name)-last]
}
