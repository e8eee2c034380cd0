package httpapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// mostFindings is the largest limit of the list of findings.
const mostFindings = 10_000

// checksAnswer is a page of what is missing among the staff of the caller's areas. What is counted stands
// on the first page only.
type checksAnswer struct {
	shown
	Kinds    []checkedKind   `json:"kinds,omitempty" doc:"all that are looked for, also those of which nothing was found, whatever kind is asked for; on the first page"`
	Layers   []checkedLayer  `json:"layers,omitempty" doc:"layers and kinds of places of the findings, whatever layer is asked for; on the first page"`
	Streets  []checkedStreet `json:"streets,omitempty" doc:"how complete the grids of each street are; what lies in none has an empty code; on the first page"`
	Branches *branchCover    `json:"branches,omitempty" doc:"compounds with a branch of their own or a joint one; on the first page"`
	// Roles are the names of the scheme's roles.
	Roles    map[string]city.Label `json:"roles,omitempty" doc:"names of roles by key; on the first page"`
	Count    int                   `json:"count" doc:"how many findings there are in all pages"`
	Findings []checkedFinding      `json:"findings"`
	Next     string                `json:"next" doc:"cursor of the next page; empty on the last one"`
}

// checkedKind is a kind of findings.
type checkedKind struct {
	Kind    string              `json:"kind"`
	Setting *atlas.StaffSetting `json:"setting,omitempty" doc:"the figure that is compared with, and its source"`
	Count   int                 `json:"count"`
	Undated int                 `json:"undated,omitempty" doc:"records without a date that can be read, of record_old: whether they are old is not known"`
	Unread  bool                `json:"unread,omitempty" doc:"the keys of persons cannot be read: this kind was not looked for, and its count says nothing"`
}

// checkedLayer counts the findings about the things of a layer.
type checkedLayer struct {
	Layer string `json:"layer"`
	Count int    `json:"count"`
}

type (
	checkedStreet = atlas.StreetFigures
	branchCover   = atlas.BranchCover
)

// checkedFinding is a finding with its kind.
type checkedFinding struct {
	Kind string `json:"kind"`
	atlas.StaffFinding
	findingNames
}

// findingNames say in words what a finding has by codes: posts go by their role and what they are for.
type findingNames struct {
	Role        string `json:"role,omitempty" doc:"of a post: a key of roles"`
	OfName      string `json:"of_name,omitempty" doc:"name of what of_code names"`
	OfNameEn    string `json:"of_name_en,omitempty"`
	OtherRole   string `json:"other_role,omitempty" doc:"where other is a post: its role"`
	OtherName   string `json:"other_name,omitempty" doc:"where other is a post: the name of what it is for; else the name of what other names"`
	OtherNameEn string `json:"other_name_en,omitempty"`
}

// name puts the names to a finding.
func (f *checkedFinding) name(pic *atlas.Picture) {
	if f.Layer == city.LayerPost {
		if post := pic.Post(f.Code); post != nil {
			f.Role = post.Role
		}
	}
	if f.OfCode != "" {
		f.OfName, f.OfNameEn = called(pic, seatOf(pic, f.Of, f.OfCode))
	}
	switch post := pic.Post(f.Other); {
	case f.Other == "":
	case f.Kind == atlas.StaffAway: // the area in which an organisation works
		f.OtherName, f.OtherNameEn = called(pic, seatOf(pic, f.Of, f.Other))
	case post != nil:
		f.OtherRole = post.Role
		f.OtherName, f.OtherNameEn = called(pic, post.At)
	}
}

// seatOf is the thing of a code that findings name beside a layer or a kind of places.
func seatOf(pic *atlas.Picture, layer, code string) city.Seat {
	named := atlas.StaffFinding{Layer: layer, Code: code, IsPlace: !pic.HasLayer(layer)}
	return named.Seat()
}

// called is the name of a thing, and that in English; its code where it is not in force.
func called(pic *atlas.Picture, at city.Seat) (name, en string) {
	return pic.SeatName(at), pic.SeatNames(at).En
}

// checks lists what is missing among the staff. No finding names a person, but for the codes of those
// without a post, to a keeper of the whole city.
func (s *Server) checks(w http.ResponseWriter, r *http.Request, q url.Values) error {
	page, err := s.turn(r, q)
	if err != nil {
		return err
	}
	found, reach, err := s.checkedNow(r, page.pic, q)
	if err != nil {
		return err
	}
	var lost unread
	found, err = s.qualified(r.Context(), page.pic, found)
	if err := lost.add(r.Context(), atlas.StaffQualified, err); err != nil {
		return err
	}
	kinds, layer := reached(found.Kinds, reach), q.Get("layer")
	if reach == nil && s.cfg.People != nil && s.may(r, "persons.erase") { // of a person lies nothing in a street
		idle, err := s.idlePersons(r.Context(), page.pic)
		if err := lost.add(r.Context(), atlas.StaffIdle, err); err != nil {
			return err
		}
		if idle != nil {
			kinds = append(slices.Clip(kinds), *idle)
		}
	}
	if lost.err != nil {
		s.log.ErrorContext(r.Context(), "kinds of checks are left out, for the keys of persons cannot be read", "error", lost.err.Error())
	}
	if layer != "" && !knownToChecks(page.pic, layer) {
		return &badParameter{name: "layer", code: "unknown_layer", msg: "there is no layer " + quote(layer)}
	}
	list := listed(kinds, q.Get("kind"), layer)
	if f := q.Get("f"); f == "csv" || f == "geojson" {
		if lost.in(q.Get("kind")) { // a file has no place to say what it lacks
			return lost.err
		}
		if q.Has("limit") {
			list = list[:min(len(list), page.limit)]
		}
		return s.exportChecks(w, r, f, list)
	}
	return s.tellChecks(w, r, page, checksAnswer{
		Kinds: append(countKinds(kinds, layer), lost.kinds...), Layers: countLayers(kinds, q.Get("kind")), Streets: figures(page.pic.StaffStreets(found, reach)), Branches: shareOf(found, reach), Roles: roleNames(page.pic.Scheme),
	}, list)
}

// unread are the kinds for which the keys of persons are needed and could not be read: who is told the
// others is told that these were not looked for.
type unread struct {
	kinds []checkedKind
	err   error // why
}

// add notes a kind that an error kept from being looked for; the error is that of a caller who has gone.
func (u *unread) add(ctx context.Context, kind string, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	u.kinds = append(u.kinds, checkedKind{Kind: kind, Unread: true})
	u.err = errors.Join(u.err, err)
	return nil
}

// in is true where a kind, or one of all where none is named, was not looked for.
func (u *unread) in(kind string) bool {
	return slices.ContainsFunc(u.kinds, func(k checkedKind) bool { return kind == "" || k.Kind == kind })
}

// qualified adds the communities with too few who are qualified, which no picture knows by itself; with an
// error, nothing is added.
func (s *Server) qualified(ctx context.Context, pic *atlas.Picture, found *atlas.StaffCheck) (*atlas.StaffCheck, error) {
	if s.cfg.People == nil || len(found.Kinds) == 0 {
		return found, nil
	}
	kind, err := s.atlas.Qualified(ctx, pic, s.cfg.People.Keys())
	if err != nil {
		return found, err
	}
	with := *found
	with.Kinds = append(slices.Clip(found.Kinds), *kind)
	return &with, nil
}

// idlePersons are the findings about persons without a post, whose codes only a keeper of the whole city
// is told.
func (s *Server) idlePersons(ctx context.Context, pic *atlas.Picture) (*atlas.StaffKind, error) {
	erased, err := s.cfg.People.Keys().Erased(ctx)
	if err != nil {
		return nil, err
	}
	return s.atlas.IdlePersons(ctx, pic, erased)
}

// checkedNow is the check of a picture, empty where there are no posts, and what the caller is told of:
// what lies in the own areas, as they are today, and in a street where one is named.
func (s *Server) checkedNow(r *http.Request, pic *atlas.Picture, q url.Values) (*atlas.StaffCheck, atlas.Reach, error) {
	found, err := pic.Staff(r.Context())
	if err != nil {
		return nil, nil, err
	}
	if found == nil {
		found = &atlas.StaffCheck{}
	}
	c, today := callerIn(r.Context()), s.atlas.Current()
	layer := pic.Scheme.Levels().Street
	under := city.Seat{Kind: city.KindArea, Layer: layer, Code: q.Get("street")}
	none := q.Get("no_street") == "true"
	if c.WholeCity && under.Code == "" && !none {
		return found, nil, nil
	}
	return found, func(at city.Seat) bool {
		above := pic.Lineage(at)
		if !c.WholeCity && !s.reachesNow(today, c, above) {
			return false
		}
		if none && slices.ContainsFunc(above, func(s city.Seat) bool { return s.Layer == layer }) {
			return false
		}
		return under.Code == "" || slices.Contains(above, under)
	}, nil
}

// knownToChecks is true of what findings are about.
func knownToChecks(pic *atlas.Picture, layer string) bool {
	return pic.HasLayer(layer) || slices.Contains([]string{city.LayerBuilding, city.LayerOrganisation, city.LayerPost, city.LayerPerson}, layer) ||
		slices.ContainsFunc(pic.Scheme.Places, func(k city.PlaceKind) bool { return k.Key == layer })
}

// reached leaves the findings about what is reached.
func reached(kinds []atlas.StaffKind, reach atlas.Reach) []atlas.StaffKind {
	if reach == nil {
		return kinds
	}
	out := make([]atlas.StaffKind, len(kinds))
	for i := range kinds {
		out[i] = kinds[i].Reached(reach)
	}
	return out
}

// listed are the findings of a kind and about a layer, where these are named, in the order of the kinds.
func listed(kinds []atlas.StaffKind, kind, layer string) []checkedFinding {
	out := []checkedFinding{}
	for _, k := range kinds {
		if kind != "" && k.Kind != kind {
			continue
		}
		for _, f := range k.Findings {
			if layer == "" || f.Layer == layer {
				out = append(out, checkedFinding{Kind: k.Kind, StaffFinding: f})
			}
		}
	}
	return out
}

func countKinds(kinds []atlas.StaffKind, layer string) []checkedKind {
	out := []checkedKind{}
	for _, k := range kinds {
		out = append(out, checkedKind{Kind: k.Kind, Setting: k.Setting, Count: len(listed([]atlas.StaffKind{k}, "", layer)), Undated: k.Undated})
	}
	return out
}

// countLayers counts findings by what they are about, in the order of the layers' keys.
func countLayers(kinds []atlas.StaffKind, kind string) []checkedLayer {
	counts := map[string]int{}
	for _, f := range listed(kinds, kind, "") {
		counts[f.Layer]++
	}
	out := []checkedLayer{}
	for layer, n := range counts {
		out = append(out, checkedLayer{layer, n})
	}
	slices.SortFunc(out, func(a, b checkedLayer) int { return strings.Compare(a.Layer, b.Layer) })
	return out
}

func figures(streets []atlas.StreetStaff) []checkedStreet {
	out := []checkedStreet{}
	for i := range streets {
		out = append(out, streets[i].StreetFigures)
	}
	return out
}

func shareOf(found *atlas.StaffCheck, reach atlas.Reach) *branchCover {
	share := found.BranchesOf(reach)
	return &share
}

// roleNames are the names of the roles that findings speak of.
func roleNames(s *city.Scheme) map[string]city.Label {
	out := map[string]city.Label{city.AnyRole: {Zh: "各类人员", En: "staff of any role"}}
	for _, r := range s.AllRoles() {
		out[r.Key] = r.Name
	}
	return out
}

// tellChecks answers with a page: the cursor counts the findings before it.
func (s *Server) tellChecks(w http.ResponseWriter, r *http.Request, page sheet, ans checksAnswer, list []checkedFinding) error {
	from := page.offset(len(list))
	if from > 0 {
		ans = checksAnswer{}
	}
	to := min(len(list), from+page.limit)
	ans.shown, ans.Count, ans.Findings = shownBy(page.pic), len(list), list[from:to]
	for i := range ans.Findings {
		ans.Findings[i].name(page.pic)
	}
	if to < len(list) {
		ans.Next = page.nextOffset(to)
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// checkedGrids is a page of the grids that are not complete.
type checkedGrids struct {
	shown
	Roles map[string]city.Label `json:"roles" doc:"names of roles by key"`
	Count int                   `json:"count" doc:"how many there are in all pages"`
	Grids []atlas.GridMissing   `json:"grids"`
	Next  string                `json:"next" doc:"cursor of the next page; empty on the last one"`
}

// checkGrids lists the grids of the caller's areas that lack something, down to each thing.
func (s *Server) checkGrids(w http.ResponseWriter, r *http.Request, q url.Values) error {
	page, err := s.turn(r, q)
	if err != nil {
		return err
	}
	found, reach, err := s.checkedNow(r, page.pic, q)
	if err != nil {
		return err
	}
	list := found.GridsMissing(reach)
	from := page.offset(len(list))
	to := min(len(list), from+page.limit)
	ans := checkedGrids{shown: shownBy(page.pic), Roles: roleNames(page.pic.Scheme), Count: len(list), Grids: list[from:to]}
	if to < len(list) {
		ans.Next = page.nextOffset(to)
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// checkRoutes are there where there are accounts.
func (s *Server) checkRoutes() []Route {
	if s.cfg.Gate == nil {
		return nil
	}
	text := func(name, zh, en string, enum ...string) Param {
		return Param{Name: name, Type: Text, Enum: enum, Says: city.Label{Zh: zh, En: en}}
	}
	limit := func(most, usual int, zh, en string) Param {
		return Param{Name: "limit", Type: Integer, Least: 1, Most: float64(most), Default: strconv.Itoa(usual), Says: city.Label{Zh: zh, En: en}}
	}
	street := text("street", "只要此街道（编号）；没有街道的城市为其上一级", "of this street only, by code; where the city has no streets, of what stands for them")
	none := Param{
		Name: "no_street", Type: Text, Enum: []string{"true", "false"}, Default: "false",
		Says: city.Label{Zh: "只要不属于任何街道的", En: "only what lies in no street"},
	}
	fails := Fails{400: {"bad_time", "bad_cursor", "unknown_layer"}, 404: {"unknown_revision"}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/checks", Name: "listChecks", Action: "checks.read", Personal: Account, Cost: Work,
		Summary: city.Label{Zh: "人员与组织的检查：缺什么、在何处，各街道的完整程度（仅限自己的范围）；不含任何人", En: "What is missing among posts and organisations of the own areas, and how complete each street is; no person"},
		Params: []Param{
			text("kind", "只要这一类", "findings of this kind only", atlas.StaffKinds()...), street, none,
			text("layer", "只要此图层或此类点位", "about things of this layer or kind of places only"),
			text("f", "格式：json、csv 或 geojson（后两种为文件，不写 limit 即全部）", "json, or a file: csv, geojson, of all findings where there is no limit", "json", "csv", "geojson"),
			limit(mostFindings, defaultLimit, "每页最多条数", "findings of a page at most"), paramCursor, paramAt, paramRevision,
		},
		Answers: []Answer{{jsonType, checksAnswer{}}, {"text/csv", nil}, {geoJSONType, nil}},
		Fails:   fails, handle: s.checks,
	}, {
		Method: "GET", Pattern: "/api/v1/checks/grids", Name: "listIncompleteGrids", Action: "checks.read", Personal: Account, Cost: Work,
		Summary: city.Label{Zh: "档案、边界、人员、职责不齐的网格，逐项列出所缺（仅限自己的范围）；不含任何人", En: "Grids of the own areas that lack record, polygon, people or duty, down to each missing thing; no person"},
		Params:  []Param{street, none, limit(maxLimit, defaultLimit, "每页最多个数", "grids of a page at most"), paramCursor, paramAt, paramRevision},
		Answers: []Answer{{jsonType, checkedGrids{}}},
		Fails:   Fails{400: {"bad_time", "bad_cursor"}, 404: {"unknown_revision"}}, handle: s.checkGrids,
	}}
}
