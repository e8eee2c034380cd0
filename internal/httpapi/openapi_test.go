package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

// object is a JSON object as it was read.
type object = map[string]any

// at walks into a document by keys.
func at(t testing.TB, doc any, keys ...string) any {
	t.Helper()
	for _, k := range keys {
		o, ok := doc.(object)
		if !ok {
			t.Fatalf("%v: no object at %q", keys, k)
		}
		doc = o[k]
	}
	return doc
}

func openAPI(t testing.TB, d *desk) object {
	t.Helper()
	var doc object
	if err := json.Unmarshal([]byte(bodyOf(t, d.ask("GET", "/api/v1/openapi.json", ""))), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// judge holds a value against a schema of the document. What is not described is refused:
// the description must be whole.
type judge struct {
	t   testing.TB
	doc object
}

func (j *judge) check(where string, s object, v any) {
	j.t.Helper()
	if ref, ok := s["$ref"].(string); ok {
		j.check(where, at(j.t, j.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...).(object), v)
		return
	}
	if either, ok := s["anyOf"].([]any); ok {
		if v != nil {
			j.check(where, either[0].(object), v)
		}
		return
	}
	if words, ok := s["enum"].([]any); ok && !slices.Contains(words, v) {
		j.t.Errorf("%s: %v is none of %v", where, v, words)
	}
	switch v := v.(type) {
	case nil:
		j.t.Errorf("%s is null", where)
	case object:
		j.object(where, s, v)
	case []any:
		j.list(where, s, v)
	default:
		j.scalar(where, s, v)
	}
}

func (j *judge) object(where string, s, v object) {
	j.t.Helper()
	if len(s) == 0 {
		return // anything
	}
	if s["type"] != "object" {
		j.t.Errorf("%s is an object, not %v", where, s["type"])
	}
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, there := v[name.(string)]; !there {
			j.t.Errorf("%s.%s is missing", where, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		properties, _ := s["properties"].(object)
		field, ok := properties[name].(object)
		if !ok {
			field, ok = s["additionalProperties"].(object)
		}
		if !ok {
			j.t.Errorf("%s.%s is not described", where, name)
			continue
		}
		if len(field) > 0 {
			j.check(where+"."+name, field, v[name])
		}
	}
}

func (j *judge) list(where string, s object, v []any) {
	j.t.Helper()
	if s["type"] != "array" {
		j.t.Errorf("%s is a list, not %v", where, s["type"])
		return
	}
	for limit, broken := range map[string]func(float64) bool{
		"minItems": func(n float64) bool { return float64(len(v)) < n }, "maxItems": func(n float64) bool { return float64(len(v)) > n },
	} {
		if n, ok := s[limit].(float64); ok && broken(n) {
			j.t.Errorf("%s has %d items, %s %v", where, len(v), limit, n)
		}
	}
	for i, item := range v {
		j.check(fmt.Sprintf("%s[%d]", where, i), s["items"].(object), item)
	}
}

func (j *judge) scalar(where string, s object, v any) {
	j.t.Helper()
	want := s["type"]
	ok := false
	switch v := v.(type) {
	case string:
		ok = want == "string"
	case bool:
		ok = want == "boolean"
	case float64:
		ok = want == "number" || want == "integer" && v == math.Trunc(v)
	}
	if !ok {
		j.t.Errorf("%s: %v is no %v", where, v, want)
	}
}

// form is the schema of an answer of a call.
func form(t testing.TB, doc object, rt *httpapi.Route, media string) object {
	t.Helper()
	path := strings.ReplaceAll(rt.Pattern, "*", "{file}")
	op := at(t, doc, "paths", path, strings.ToLower(rt.Method))
	s, ok := at(t, op, "responses", "200", "content", media, "schema").(object)
	if !ok {
		t.Fatalf("%s %s: %s has no schema", rt.Method, rt.Pattern, media)
	}
	return s
}

// TestAnswersAreAsDescribed: real answers hold what the description says, and no more.
func TestAnswersAreAsDescribed(t *testing.T) {
	d := writingDesk(t)
	doc := openAPI(t, d)
	table := d.handler.(*httpapi.Server).Routes()
	asked := map[string]bool{}
	for _, c := range append(answered, sampled()...) {
		i := slices.IndexFunc(table, func(rt httpapi.Route) bool { return rt.Method == c.method && rt.Pattern == c.pattern })
		if i < 0 {
			t.Fatalf("no row %s %s", c.method, c.pattern)
		}
		var r *http.Response
		if table[i].Writes {
			r = d.send(c.target, c.body)
		} else {
			r = d.ask(c.method, c.target, c.body)
		}
		text := bodyOf(t, r)
		var v any
		media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		if r.StatusCode != 200 || json.Unmarshal([]byte(text), &v) != nil {
			t.Errorf("%s %s: %d %s", c.method, c.target, r.StatusCode, text)
			continue
		}
		j := &judge{t: t, doc: doc}
		j.check(c.method+" "+c.target+" ", form(t, doc, &table[i], media), v)
		asked[table[i].Name] = true
	}
	for _, rt := range table {
		if len(rt.Answers) > 0 && rt.Answers[0].Of != nil && !asked[rt.Name] && !planned[rt.Name] {
			t.Errorf("no answer of %s %s was held against its description", rt.Method, rt.Pattern)
		}
	}
}

type call struct{ method, pattern, target, body string }

// answered are calls beside the samples, so that each part of an answer is seen.
var answered = []call{
	{"POST", "/api/v1/locate", "/api/v1/locate", `{"lon":116.019,"lat":39.005}`},
	{"POST", "/api/v1/changes", "/api/v1/changes?dry_run=true", moveAB},
	{"POST", "/api/v1/changes", "/api/v1/changes?dry_run=true", outAndIn},
	{"POST", "/api/v1/revisions/{n}/reverse", "/api/v1/revisions/2/reverse?dry_run=true", `{}`},
	{"POST", "/api/v1/search", "/api/v1/search", bodies["/api/v1/search"]},
	{"POST", "/api/v1/areas/within", "/api/v1/areas/within", bodies["/api/v1/areas/within"]},
	{"POST", "/api/v1/way", "/api/v1/way", bodies["/api/v1/way"]},
	{"GET", "/api/v1/areas/{of}/{code}/overlaps", "/api/v1/areas/park/p/overlaps", ""},
	{"GET", "/api/v1/locate", "/api/v1/locate?lon=119&lat=39", ""},
	{"GET", "/api/v1/locate", "/api/v1/locate?lon=116&lat=39&at=2026-01-01", ""}, // no place yet
	{"GET", "/api/v1/areas", "/api/v1/areas", ""},
	{"GET", "/api/v1/areas/{layer}/{code}", "/api/v1/areas/street/a?f=geojson&at=2026-01-01", ""},
	{"GET", "/api/v1/places", "/api/v1/places?at=2026-11-21T10:00:00%2B08:00", ""},
}

// sampled are the samples that answer with JSON.
func sampled() []call {
	var out []call
	for pattern, target := range samples {
		if strings.HasPrefix(pattern, "/api/v1/") && pattern != "/api/v1/events" && pattern != "/api/v1/coverage/report" && pattern != "/api/v1/picture" && !strings.HasSuffix(pattern, "/sheet") || strings.HasSuffix(pattern, "z") || strings.HasSuffix(pattern, ".json") || describedOGC(pattern) {
			out = append(out, call{"GET", pattern, target, ""})
		}
	}
	return out
}

// describedOGC is true of answers of /ogc that are documents of our own types.
func describedOGC(pattern string) bool {
	return strings.HasPrefix(pattern, "/ogc") && pattern != "/ogc/api" && !strings.Contains(pattern, "items") && !strings.HasSuffix(pattern, "}/{tileCol}") && !strings.HasSuffix(pattern, ".css")
}

// TestOpenAPI: every row of the table is in the document, whole and by the rules of OpenAPI
// 3.1; its bytes are always the same.
func TestOpenAPI(t *testing.T) {
	d := newDesk(t, nil, nil)
	first := bodyOf(t, d.ask("GET", "/api/v1/openapi.json", ""))
	if again := bodyOf(t, newDesk(t, nil, func(c *httpapi.Config) { c.Demo = true }).ask("GET", "/api/v1/openapi.json", "")); again != first {
		t.Error("two servers describe themselves differently")
	}
	doc := openAPI(t, d)
	if doc["openapi"] != "3.1.0" || at(t, doc, "info", "title") == "" || at(t, doc, "info", "version") == "" {
		t.Errorf("%v", doc["info"])
	}
	paths := doc["paths"].(object)
	ids := map[string]bool{}
	known := knownCodes(t)
	rows := 0
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		rows++
		op, ok := at(t, paths, strings.ReplaceAll(rt.Pattern, "*", "{file}")).(object)[strings.ToLower(rt.Method)].(object)
		if !ok {
			t.Errorf("%s %s is not described", rt.Method, rt.Pattern)
			continue
		}
		checkRow(t, &rt)
		checkOperation(t, rt.Method+" "+rt.Pattern, op, known)
		id, _ := op["operationId"].(string)
		if ids[id] || !regexp.MustCompile(`^[a-z][A-Za-z]+$`).MatchString(id) {
			t.Errorf("operationId %q", id)
		}
		ids[id] = true
	}
	n := 0
	for _, item := range paths {
		n += len(item.(object))
	}
	if n != rows {
		t.Errorf("%d operations for %d rows", n, rows)
	}
	checkRefs(t, doc, doc)
}
