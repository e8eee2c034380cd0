package httpapi

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Limits of the list of findings: of each kind.
const (
	usualFindings = 200
	mostFindings  = 10_000
)

// checksAnswer is what is missing among the staff of the caller's areas.
type checksAnswer struct {
	shown
	Kinds   []checkedKind       `json:"kinds" doc:"all that are looked for, also those of which nothing was found"`
	Streets []atlas.StreetStaff `json:"streets" doc:"how complete the grids of each street are, down to what each lacks"`
	// Branches is of the whole city: who is for a part of it gets none.
	Branches *branchCover `json:"branches,omitempty" doc:"compounds with a branch of their own or a joint one; for who is for the whole city"`
}

// branchCover counts compounds.
type branchCover struct {
	Compounds int `json:"compounds"`
	Covered   int `json:"covered"`
}

// checkedKind is a kind of findings.
type checkedKind struct {
	Kind     string               `json:"kind"`
	Setting  *atlas.StaffSetting  `json:"setting,omitempty" doc:"the figure that is compared with, and its source"`
	Count    int                  `json:"count" doc:"how many there are; findings may hold fewer"`
	Findings []atlas.StaffFinding `json:"findings"`
}

// checks lists what is missing among the staff. No finding names a person.
func (s *Server) checks(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	found, err := pic.Staff(r.Context())
	if err != nil {
		return err
	}
	if found == nil { // there are no posts
		found = &atlas.StaffCheck{}
	}
	reach := reaching(pic, callerIn(r.Context()), q.Get("street"))
	kinds := narrowed(found.Kinds, q.Get("kind"), reach)
	if f := q.Get("f"); f == "csv" || f == "geojson" {
		return s.exportChecks(w, r, f, kinds)
	}
	ans := checksAnswer{shown: shownBy(pic), Kinds: []checkedKind{}, Streets: []atlas.StreetStaff{}}
	limit := whole(q, "limit", usualFindings)
	for _, k := range kinds {
		ans.Kinds = append(ans.Kinds, checkedKind{Kind: k.Kind, Setting: k.Setting, Count: len(k.Findings), Findings: k.Findings[:min(limit, len(k.Findings))]})
	}
	for _, st := range found.Streets {
		if reach(city.Seat{Kind: city.KindArea, Layer: "street", Code: st.Code}) {
			ans.Streets = append(ans.Streets, st)
		}
	}
	if callerIn(r.Context()).WholeCity && !q.Has("street") {
		ans.Branches = &branchCover{Compounds: found.Compounds, Covered: found.CompoundsCovered}
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// reaching tells whether a thing lies in the caller's areas, and in a street where one is named.
func reaching(pic *atlas.Picture, c *access.Caller, street string) func(city.Seat) bool {
	under := city.Seat{Kind: city.KindArea, Layer: "street", Code: street}
	return func(at city.Seat) bool {
		if c.WholeCity && street == "" {
			return true
		}
		above := pic.Lineage(at)
		return c.Reaches(above) && (street == "" || slices.Contains(above, under))
	}
}

// narrowed leaves the findings of a kind, where one is named, that are reached.
func narrowed(kinds []atlas.StaffKind, kind string, reach func(city.Seat) bool) []atlas.StaffKind {
	out := []atlas.StaffKind{}
	for _, k := range kinds {
		if kind != "" && k.Kind != kind {
			continue
		}
		left := []atlas.StaffFinding{}
		for _, f := range k.Findings {
			if reach(seatOfFinding(&f)) {
				left = append(left, f)
			}
		}
		k.Findings = left
		out = append(out, k)
	}
	return out
}

// seatOfFinding is the thing that a finding is about.
func seatOfFinding(f *atlas.StaffFinding) city.Seat {
	kind := city.KindArea
	switch f.Layer {
	case city.LayerBuilding:
		kind = city.KindBuilding
	case city.LayerOrganisation:
		kind = city.KindOrganisation
	case city.LayerPost:
		kind = city.KindPost
	default:
		if f.IsPlace {
			kind = city.KindPlace
		}
	}
	return city.Seat{Kind: kind, Layer: f.Layer, Code: f.Code}
}

// exportChecks answers all findings as a file.
func (s *Server) exportChecks(w http.ResponseWriter, r *http.Request, f string, kinds []atlas.StaffKind) error {
	text, media, err := checksTable(kinds), "text/csv; charset=utf-8", error(nil)
	if f == "geojson" {
		media = geoJSONType
		text, err = checksPlaces(kinds)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="checks.`+f+`"`)
	s.write(w, r, text)
	return nil
}

var checkColumns = []string{"kind", "layer", "code", "name", "of", "of_code", "missing", "other", "count", "ends", "lon", "lat"}

// findingRow is a finding as a row; a spreadsheet must not take a text for a formula.
func findingRow(kind string, f *atlas.StaffFinding) []string {
	lon, lat := "", ""
	if f.At != nil {
		lon, lat = strconv.FormatFloat(f.At[0], 'f', 7, 64), strconv.FormatFloat(f.At[1], 'f', 7, 64)
	}
	row := []string{kind, f.Layer, f.Code, f.Name, f.Of, f.OfCode, strings.Join(f.Missing, " "), f.Other, strconv.FormatInt(f.Count, 10), f.Ends, lon, lat}
	for i, cell := range row[:8] {
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") || strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠") {
			row[i] = "'" + cell
		}
	}
	return row
}

func checksTable(kinds []atlas.StaffKind) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out) // writing to memory never fails
	_ = w.Write(checkColumns)
	for _, k := range kinds {
		for i := range k.Findings {
			_ = w.Write(findingRow(k.Kind, &k.Findings[i]))
		}
	}
	w.Flush()
	return out.Bytes()
}

// checksPlaces are the findings that lie somewhere.
func checksPlaces(kinds []atlas.StaffKind) ([]byte, error) {
	fc := geojson.NewFeatureCollection()
	for _, k := range kinds {
		for i := range k.Findings {
			f := &k.Findings[i]
			if f.At == nil {
				continue
			}
			one := geojson.NewFeature(*f.At)
			one.Properties = geojson.Properties{
				"kind": k.Kind, "layer": f.Layer, "code": f.Code, "name": f.Name, "of": f.Of, "of_code": f.OfCode,
				"missing": strings.Join(f.Missing, " "), "other": f.Other, "count": f.Count, "ends": f.Ends,
			}
			fc.Append(one)
		}
	}
	return fc.MarshalJSON()
}

// checkRoutes are there where there are accounts.
func (s *Server) checkRoutes() []Route {
	if s.cfg.Gate == nil {
		return nil
	}
	text := func(name, zh, en string, enum ...string) Param {
		return Param{Name: name, Type: Text, Enum: enum, Says: city.Label{Zh: zh, En: en}}
	}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/checks", Name: "listChecks", Action: "checks.read", Personal: Account, Cost: Work,
		Summary: city.Label{Zh: "人员与组织的检查：缺什么、在何处，各街道的完整程度（仅限自己的范围）；不含任何人", En: "What is missing among posts and organisations of the own areas, and how complete each street is; no person"},
		Params: []Param{
			text("kind", "只要这一类", "findings of this kind only", atlas.StaffKinds()...), text("street", "只要此街道（编号）", "of this street only, by code"),
			text("f", "格式：json、csv 或 geojson（后两种为全部）", "json, or all findings as a file: csv, geojson", "json", "csv", "geojson"),
			{Name: "limit", Type: Integer, Least: 1, Most: mostFindings, Default: strconv.Itoa(usualFindings), Says: city.Label{Zh: "每一类最多列出的条数", En: "how many findings of each kind are listed"}},
			paramAt, paramRevision,
		},
		Answers: []Answer{{jsonType, checksAnswer{}}, {"text/csv", nil}, {geoJSONType, nil}},
		Fails:   Fails{400: {"bad_time"}, 404: {"unknown_revision"}}, handle: s.checks,
	}}
}
