package httpapi

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/jobs"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func (s *Server) getImport(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	u, _, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	return s.sayImport(w, r, http.StatusOK, u)
}

// dropImport ends the work on a file and gives it up.
func (s *Server) dropImport(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	u, now, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	if _, err := s.cfg.Jobs.Cancel(now.job); err != nil && city.CodeOf(err) != "unknown_job" {
		return err
	}
	s.imports.drop(u)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// confirmImport writes a file that was judged; with dry_run it is judged anew.
func (s *Server) confirmImport(w http.ResponseWriter, r *http.Request, q url.Values) error {
	s.imports.confirming.Lock() // of two at once the second finds the work of the first
	defer s.imports.confirming.Unlock()
	u, now, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	dry := q.Get("dry_run") == "true"
	base, named, err := ifMatch(r)
	if err != nil {
		return err
	}
	if !named && !dry {
		return &badParameter{name: "If-Match", code: "precondition_required", msg: `say by If-Match which revision the file was judged on, like If-Match: "42"`}
	}
	if j, err := s.cfg.Jobs.Get(now.job); err == nil && !j.State.Ended() || now.finished {
		return city.Errorf(city.Conflict, "import_busy", "the import is being worked on, or is written already")
	}
	_, judgedOn, judged := now.outcome()
	if !dry && (!judged || s.importAnswer(&now).State != jobs.Done) {
		return city.Errorf(city.Conflict, "no_result", "the file was not judged to its end: there is nothing to confirm")
	}
	if !dry {
		st, err := s.cfg.Imports.Store.State(r.Context())
		if err != nil {
			return err
		}
		if st.Revision != base || judgedOn != base {
			return &staleError{base, st.Revision}
		}
	}
	var on *int64
	if named {
		on = &base
	}
	ask := now.ask
	ask.even = ask.even || q.Get("even_restricted") == "true"
	if err := s.beginImport(r, u, ask, dry, on); err != nil {
		return err
	}
	s.imports.set(u, func(u *upload) { u.ask = now.ask }) // the answer is to this question, not to the next one
	return s.sayImport(w, r, http.StatusAccepted, u)
}

// importList is what an account has sent, and what it may send.
type importList struct {
	Imports  []importAnswer `json:"imports" doc:"the oldest first; the reports stand in each by itself"`
	MaxBytes int64          `json:"max_bytes" doc:"of one file"`
	MaxFiles int            `json:"max_files" doc:"that wait at once"`
	Formats  []string       `json:"formats"`
	Repairs  []string       `json:"repairs" doc:"names of repairs, in the order in which they are done"`
}

func (s *Server) listImports(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	out := importList{
		Imports: []importAnswer{}, MaxBytes: s.cfg.Imports.most(), MaxFiles: importsOfOne, Formats: importFormats, Repairs: intake.RepairNames(),
	}
	for _, u := range s.imports.of(accountIn(r.Context())) {
		one := s.importAnswer(&u)
		one.Report, one.Things, one.Attributes, one.People, one.Network = nil, nil, nil, nil, nil
		var err error
		if one.Access, err = s.importAccess(r.Context(), &u.ask); err != nil {
			return err
		}
		out.Imports = append(out.Imports, one)
	}
	return s.tell(w, r, http.StatusOK, out)
}

// importColumns is what a table of a kind may hold.
type importColumns struct {
	Columns []intake.TableColumn `json:"columns"`
}

func (s *Server) importTemplate(w http.ResponseWriter, r *http.Request, q url.Values) error {
	if q.Get("f") == "json" {
		return s.tell(w, r, http.StatusOK, importColumns{intake.TableColumns(intake.TableKind(segment(r, "kind")))})
	}
	var buf bytes.Buffer
	workbook := q.Get("f") == "xlsx"
	if err := intake.WriteTemplate(&buf, intake.TableKind(segment(r, "kind")), workbook, q.Get("headings") == "en", s.atlas.Current().Scheme); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	if workbook {
		w.Header().Set("Content-Type", xlsxType)
	}
	s.write(w, r, buf.Bytes())
	return nil
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// importFinding is a finding with a place.
type importFinding struct {
	Type       string         `json:"type" enum:"Feature"`
	Geometry   map[string]any `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

// importFindings are all findings with a place.
type importFindings struct {
	Type     string          `json:"type" enum:"FeatureCollection"`
	Features []importFinding `json:"features"`
}

func (s *Server) importFindings(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	_, u, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	out := importFindings{Type: "FeatureCollection", Features: []importFinding{}}
	clashes := func(list []intake.Conflict) {
		for _, f := range list {
			out.add((*orb.Point)(f.At), map[string]any{"finding": "conflict", "feature": f.Feature, "code": f.Code, "fields": f.Fields, "taken": f.Taken})
		}
	}
	left := func(list []intake.LeftEdit) {
		for _, f := range list {
			out.add((*orb.Point)(f.At), map[string]any{"finding": "left_edit", "feature": f.Feature, "code": f.Code, "column": f.Column, "exported": f.Exported, "file": f.File, "reason": f.Reason, "message": f.Message})
		}
	}
	if u.areas != nil {
		clashes(u.areas.Conflicts)
		left(u.areas.LeftEdits)
		out.addAreas(u.areas)
	}
	if u.things != nil {
		clashes(u.things.Conflicts)
		left(u.things.LeftEdits)
		out.addThings(u.things)
	}
	if u.network != nil {
		out.addNetwork(u.network)
	}
	w.Header().Set("Content-Type", geoJSONType)
	s.write(w, r, encode(out))
	return nil
}

// addThings adds those of a report of buildings, places and barriers.
func (c *importFindings) addThings(rep *intake.ThingReport) {
	for _, f := range rep.Rejected {
		c.add(f.At, map[string]any{"finding": "rejected", "feature": f.Feature, "code": f.Code, "reason": f.Reason, "message": f.Message})
	}
	for _, f := range rep.Standing {
		c.add(&f.At, map[string]any{"finding": "standing", "feature": f.Feature, "code": f.Code, "reason": f.Reason, "message": f.Message})
	}
	for _, f := range rep.Outside {
		c.add((*orb.Point)(f.At), map[string]any{"finding": "outside", "feature": f.Feature, "code": f.Code, "reason": "outside_city", "message": f.Message})
	}
	for _, f := range rep.OtherCompounds {
		c.add((*orb.Point)(f.At), map[string]any{"finding": "other_compound", "feature": f.Feature, "code": f.Code, "named": f.Named, "named_name": f.NamedName, "ground": f.Ground, "ground_name": f.GroundName, "message": f.Message})
	}
}

// addNetwork adds those of a report of streets.
func (c *importFindings) addNetwork(rep *intake.NetworkReport) {
	for _, list := range []struct {
		finding string
		faults  []intake.NetworkFault
	}{{"rejected", rep.Rejected}, {"blocked_gate", rep.BlockedGates}, {"cut_way", rep.CutWays}, {"opening", rep.Openings}, {"loose_end", rep.LooseEnds}, {"shifted_datum", rep.Shifted}} {
		for _, f := range list.faults {
			c.add(&f.At, map[string]any{"finding": list.finding, "code": f.Code, "reason": f.Reason, "message": f.Message})
		}
	}
	for _, f := range rep.Islands {
		c.add(&f.At, map[string]any{"finding": "island", "nodes": f.Nodes})
	}
}

// addOutline adds a finding as the ground that it is of, where that is known, else as its place.
func (c *importFindings) addOutline(outline orb.MultiPolygon, at *orb.Point, properties map[string]any) {
	if len(outline) == 0 {
		c.add(at, properties)
		return
	}
	c.Features = append(c.Features, importFinding{"Feature", map[string]any{"type": "MultiPolygon", "coordinates": outline}, properties})
}

// add adds a finding that has a place.
func (c *importFindings) add(at *orb.Point, properties map[string]any) {
	if at != nil {
		c.Features = append(c.Features, importFinding{"Feature", map[string]any{"type": "Point", "coordinates": *at}, properties})
	}
}

// addAreas adds those of a report of areas.
func (c *importFindings) addAreas(rep *intake.Report) {
	for _, f := range rep.Rejected {
		c.add(f.At, map[string]any{"finding": "rejected", "feature": f.Feature, "code": f.Code, "reason": f.Reason, "message": f.Message})
	}
	for _, f := range rep.Gaps {
		c.add(&f.At, map[string]any{"finding": "gap", "area_m2": f.AreaM2, "width_m": f.WidthM, "hairline": f.Hairline, "from": f.From})
	}
	for _, f := range rep.Uncovered {
		c.addOutline(f.Outline, &f.At, map[string]any{"finding": "uncovered", "code": f.Parent, "area_m2": f.AreaM2, "width_m": f.WidthM})
	}
	for _, f := range rep.Doubts {
		c.add((*orb.Point)(f.At), map[string]any{"finding": "doubt", "feature": f.Feature, "code": f.Code, "reason": f.Reason, "message": f.Message})
	}
	for _, f := range rep.Overlaps {
		c.add(&f.At, map[string]any{"finding": "overlap", "codes": f.Codes, "area_m2": f.AreaM2, "width_m": f.WidthM, "hairline": f.Hairline, "from": f.From})
	}
	for _, f := range rep.Repaired {
		c.add(f.At, map[string]any{"finding": "repaired", "feature": f.Feature, "code": f.Code, "repair": f.Repair, "places": f.Places, "area_m2": f.AreaM2, "moved_m": f.MovedM})
	}
	for _, f := range rep.Unrepaired {
		c.add(f.At, map[string]any{"finding": "unrepaired", "feature": f.Feature, "code": f.Code, "repair": f.Repair, "message": f.Message})
	}
}
