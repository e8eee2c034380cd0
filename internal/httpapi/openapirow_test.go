package httpapi_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/httpapi"
)

// checkRow: a row says in both languages what the call and its parameters are.
func checkRow(t *testing.T, rt *httpapi.Route) {
	t.Helper()
	name := rt.Method + " " + rt.Pattern
	if rt.Summary.Zh == "" || rt.Summary.En == "" || rt.Name == "" || len(rt.Answers) == 0 && !rt.Empty {
		t.Errorf("%s: summary %+v, name %q, %d answers", name, rt.Summary, rt.Name, len(rt.Answers))
	}
	params := slices.Clone(rt.Params)
	if rt.Body != nil {
		params = append(params, rt.Body.Params...)
	}
	for _, p := range params {
		if p.Says.Zh == "" || p.Says.En == "" || p.Type == "" {
			t.Errorf("%s: parameter %+v", name, p)
		}
	}
	for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(rt.Pattern, -1) {
		if !slices.ContainsFunc(rt.Params, func(p httpapi.Param) bool { return p.Name == m[1] }) {
			t.Errorf("%s: the path's %s is not described", name, m[1])
		}
	}
	if rt.Writes && rt.Method == "GET" {
		t.Errorf("%s: a GET that writes", name)
	}
}

// checkOperation: what OpenAPI 3.1 asks of an operation.
func checkOperation(t *testing.T, name string, op object, known map[string]bool) {
	t.Helper()
	if op["summary"] == "" || len(op["tags"].([]any)) != 1 {
		t.Errorf("%s: %v", name, op)
	}
	seen := map[string]bool{}
	params, _ := op["parameters"].([]any)
	for _, p := range params {
		p := p.(object)
		key := p["in"].(string) + " " + p["name"].(string)
		if seen[key] || p["in"] == "path" && p["required"] != true || p["schema"] == nil {
			t.Errorf("%s: parameter %v", name, p)
		}
		seen[key] = true
		if p["in"] == "path" && !strings.Contains(strings.ReplaceAll(name, "*", "{file}"), "{"+p["name"].(string)+"}") {
			t.Errorf("%s: the path has no %s", name, p["name"])
		}
	}
	responses := op["responses"].(object)
	for status, r := range responses {
		r := r.(object)
		if !regexp.MustCompile(`^[2-5]\d\d$`).MatchString(status) || r["description"] == "" {
			t.Errorf("%s: response %s %v", name, status, r)
		}
		if status < "400" {
			continue
		}
		s := at(t, r, "content", "application/problem+json", "schema", "allOf").([]any)
		for _, code := range at(t, s[1], "properties", "code", "enum").([]any) {
			if !known[code.(string)] {
				t.Errorf("%s: %s is not in docs/problems.md", name, code)
			}
		}
	}
	if responses["200"] == nil || responses["500"] == nil || responses["421"] == nil {
		t.Errorf("%s: responses %v", name, responses)
	}
}

// knownCodes are the errors of docs/problems.md.
func knownCodes(t *testing.T) map[string]bool {
	t.Helper()
	path := filepath.Join(geotest.RepoRoot(t), "docs", "problems.md")
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return readPage(t, path)[errorCodes]
}

// checkRefs: whatever the document refers to is there, and every component is a schema.
func checkRefs(t *testing.T, doc object, v any) {
	t.Helper()
	switch v := v.(type) {
	case object:
		if ref, ok := v["$ref"].(string); ok {
			if s, ok := at(t, doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...).(object); !ok || len(s) == 0 {
				t.Errorf("%s is not there", ref)
			}
		}
		for _, inner := range v {
			checkRefs(t, doc, inner)
		}
	case []any:
		for _, inner := range v {
			checkRefs(t, doc, inner)
		}
	}
}
