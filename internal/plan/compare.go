package plan

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"maps"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// Comparison is what differs between two scenarios.
type Comparison struct {
	A     string `json:"a" doc:"number of the one scenario"`
	B     string `json:"b" doc:"number of the other; empty = the city as it is"`
	In    Count  `json:"in_a"`
	Other Count  `json:"in_b"`
	Delta *Delta `json:"delta" doc:"a against b: gained is covered in a and not in b"`
	// Layer shows buildings whose answer differs, and never how many live there.
	Layer DiffLayer `json:"layer" doc:"GeoJSON points of the buildings whose answer differs"`
}

// DiffLayer is a GeoJSON feature collection.
type DiffLayer struct {
	Type     string        `json:"type" enum:"FeatureCollection"`
	Features []DiffFeature `json:"features"`
}

// DiffFeature is a building whose answer differs.
type DiffFeature struct {
	Type       string    `json:"type" enum:"Feature"`
	Geometry   DiffPoint `json:"geometry"`
	Properties DiffSays  `json:"properties"`
}

// DiffPoint is the main door of a building.
type DiffPoint struct {
	Type        string     `json:"type" enum:"Point"`
	Coordinates [2]float64 `json:"coordinates" doc:"lon, lat"`
}

// DiffSays is in which of two scenarios a building is covered.
type DiffSays struct {
	Code    string `json:"code" doc:"empty = no building, but a share of an area along a street"`
	Covered string `json:"covered" enum:"a,b"`
}

// Compare says what differs between a scenario and another one; with = "" is the city as it is.
func (p *Planner) Compare(id, with string) (*Comparison, error) {
	if id == with {
		return nil, city.Errorf(city.Invalid, "bad_edit", "with: it is the same scenario")
	}
	var other []bool
	var standing func(i int) house // as it is in the other
	out := &Comparison{A: id, B: with}
	var asked [6]any // what both must ask for
	if with != "" {
		sc, done, err := p.scenario(with)
		if err != nil {
			return nil, err
		}
		town, moved := sc.play.town, maps.Clone(sc.play.moved)
		standing = func(i int) house { return houseIn(town, i, moved) }
		other, asked = append(other, sc.play.covered...), sc.asked()
		done()
	}
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	pl := sc.play
	if with == "" {
		other, standing = pl.first, func(i int) house { return pl.root.houses[i] }
	} else if asked != sc.asked() {
		return nil, city.Errorf(city.Invalid, "bad_edit", "with: the scenarios ask for different kinds, profiles, minutes, policies or hours, or the city changed meanwhile: ask again")
	}
	change := newShifts()
	var a, b sums
	out.Layer = DiffLayer{Type: "FeatureCollection", Features: []DiffFeature{}}
	for i := range pl.town.houses {
		h, in, there := &pl.town.houses[i], pl.house(i), standing(i)
		is, was := pl.covered[i], other[i]
		a.add(&in, is, is, is)
		b.add(&there, was, was, was)
		if is == was {
			continue
		}
		pl.count(i, is, change)
		says := DiffSays{Covered: map[bool]string{true: "a", false: "b"}[is]}
		if h.number >= 0 {
			says.Code = pl.town.streets.Dwellings()[h.number].Code
		}
		out.Layer.Features = append(out.Layer.Features, DiffFeature{"Feature", DiffPoint{"Point", h.at.LonLat()}, says})
	}
	out.In, out.Other, out.Delta = a.counted(), b.counted(), pl.town.delta(change)
	return out, nil
}

// exported is a scenario for a file, with what its numbers rest on.
func (p *Planner) exported(id string) (*ScenarioState, Assumptions, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, Assumptions{}, err
	}
	defer done()
	return sc.state(nil), sc.play.town.assumptions(p.atlas.Now(), sc.ask.Profile), nil
}

// ScenarioCSV is the change that a scenario makes, by area, as a table.
func (p *Planner) ScenarioCSV(id string) ([]byte, error) {
	st, on, err := p.exported(id)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	rows := [][]string{{"layer", "code", "name", "households_gained", "households_lost", "minutes", "revision", "profile", "speed_kmh", "data_date", "made_up", "sources", "policy", "direction"}}
	tail := []string{strconv.Itoa(st.Minutes), strconv.FormatInt(st.Revision, 10), cmp.Or(st.Profile, walk.Adult), strconv.FormatFloat(on.SpeedKMH, 'f', -1, 64), on.DataDate, strconv.FormatBool(on.MadeUp), plainCell(strings.Join(on.Sources, "; ")), strconv.FormatBool(len(st.Policy) > 0), st.Direction}
	add := func(layer, code, name string, gained, lost int64) {
		rows = append(rows, append([]string{layer, code, plainCell(name), strconv.FormatInt(gained, 10), strconv.FormatInt(lost, 10)}, tail...))
	}
	add("all", "", "", st.Change.Gained, st.Change.Lost)
	for _, r := range st.Change.By {
		add(r.Layer, r.Code, r.Name, r.Gained, r.Lost)
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// plainCell keeps a spreadsheet from reading a name as a formula.
func plainCell(text string) string {
	if text != "" && bytes.ContainsRune([]byte("=+-@\t\r"), rune(text[0])) {
		return "'" + text
	}
	return text
}

// ScenarioGeoJSON are the places that a scenario changed, with its numbers.
func (p *Planner) ScenarioGeoJSON(id string) ([]byte, error) {
	st, on, err := p.exported(id)
	if err != nil {
		return nil, err
	}
	fc := geojson.NewFeatureCollection()
	for _, pl := range st.Places {
		f := geojson.NewFeature(orb.Point(pl.Point))
		f.Properties["code"], f.Properties["name"], f.Properties["state"] = pl.Code, pl.Name, pl.State
		fc.Append(f)
	}
	fc.ExtraMembers = geojson.Properties{
		"scenario": st.ID, "name": st.Name, "revision": st.Revision, "minutes": st.Minutes, "direction": st.Direction, "policy": st.Policy, "gained": st.Change.Gained, "lost": st.Change.Lost, "edits": st.Edits,
		"speed_kmh": on.SpeedKMH, "data_date": on.DataDate, "made_up": on.MadeUp, "sources": on.Sources,
	}
	if st.Profile != "" {
		fc.ExtraMembers["profile"] = st.Profile
	}
	text, err := json.Marshal(fc)
	return append(text, '\n'), err
}

// asked is what two scenarios must have in common to be compared: the city as people of a profile walk it, the
// kind of places, the minutes, whether by the class of areas, the direction, and the hour.
func (sc *Scenario) asked() [6]any {
	hour := int64(0)
	if sc.ask.Open {
		hour = sc.ask.OpenAt.Unix()
	}
	return [6]any{sc.play.root, sc.play.kind, sc.play.limit, sc.ask.Policy, sc.ask.From, hour}
}
