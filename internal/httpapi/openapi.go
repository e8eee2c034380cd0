package httpapi

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// The description of the API: OpenAPI 3.1, made from the table and from nothing else, so
// that it cannot say what the server does not do. Its bytes depend on the table alone.

const apiNotes = "Everything is longitude, latitude in this order, in degrees, WGS-84 unless `crs` says otherwise; metres and seconds. " +
	"`at` is an instant with offset or Z, or a date. Errors are problems (RFC 9457) with a stable `code`. " +
	"HEAD goes with every GET. Public answers carry an ETag: ask again with If-None-Match."

// describe makes the document.
func describe(table []Route) []byte {
	s := newSchemas()
	s.of(reflect.TypeFor[Problem]())
	paths := schema{}
	for i := range table {
		rt := &table[i]
		path := openPath(rt.Pattern)
		item, ok := paths[path].(schema)
		if !ok {
			item = schema{}
			paths[path] = item
		}
		item[strings.ToLower(rt.Method)] = s.operation(rt)
	}
	return encode(schema{
		"openapi":    "3.1.0",
		"info":       schema{"title": "Redsail", "version": "1", "description": apiNotes},
		"paths":      paths,
		"components": schema{"schemas": s.defs},
	})
}

// openPath writes a pattern of chi as OpenAPI does: a rest of a path gets a name.
func openPath(pattern string) string { return strings.ReplaceAll(pattern, "*", "{"+restOfPath+"}") }

const restOfPath = "file"

func (s *schemas) operation(rt *Route) schema {
	group, _, _ := strings.Cut(string(rt.Action), ".")
	op := schema{
		"operationId": rt.Name, "tags": []string{group}, "summary": rt.Summary.En, "x-summary-zh": rt.Summary.Zh,
		"x-redsail": schema{"action": rt.Action, "scope": rt.Scope, "personal": rt.Personal, "cost": rt.Cost, "writes": rt.Writes},
		"responses": s.responses(rt),
	}
	params := []schema{}
	for i := range rt.Params {
		params = append(params, parameter(rt, &rt.Params[i]))
	}
	if rt.Bulk != nil {
		for i := range rt.Bulk.Params {
			params = append(params, bulkParameter(rt, &rt.Bulk.Params[i]))
		}
	}
	if strings.HasSuffix(rt.Pattern, "*") {
		params = append(params, schema{"name": restOfPath, "in": "path", "required": true, "schema": schema{"type": "string"}})
	}
	if len(params) > 0 {
		op["parameters"] = params
	}
	if rt.Upload {
		op["requestBody"] = uploadBody()
	}
	if rt.Body != nil {
		content := schema{jsonType: schema{"schema": s.body(rt.Body)}}
		for _, media := range rt.Body.Media {
			content[media] = content[jsonType]
		}
		if rt.Bulk != nil {
			for i := range rt.Bulk.Lines {
				content[rt.Bulk.Lines[i].Media] = rt.Bulk.Lines[i].Sent.schema()
			}
		}
		op["requestBody"] = schema{"required": !rt.Body.Optional, "content": content}
	}
	return op
}

// uploadBody is a file as it is, or with what goes with it.
func uploadBody() schema {
	binary := schema{"type": "string", "format": "binary"}
	parts := schema{"type": "object", "required": []string{"file"}, "properties": schema{
		"file":    binary,
		"mapping": schema{"type": "string", "description": "JSON of {\"kind\", \"columns\": {heading: key}}: which heading of a table means what"},
		"control": schema{"type": "string", "format": "binary", "description": "a table (CSV, .xlsx) of points known in the drawing and in the world"},
	}}
	return schema{"required": true, "content": schema{"application/octet-stream": schema{"schema": binary}, multipartType: schema{"schema": parts}}}
}

func parameter(rt *Route, p *Param) schema {
	out := schema{
		"name": p.Name, "in": "query", "schema": valueSchema(p), "description": p.Says.En, "x-description-zh": p.Says.Zh,
	}
	if rt.inPath(p.Name) {
		out["in"], out["required"] = "path", true
	} else if p.Header {
		out["in"] = "header"
	} else if p.Required {
		out["required"] = true
	}
	if p.Example != "" {
		out["example"] = typed(p, p.Example)
	}
	return out
}

// bulkParameter describes a parameter that goes with lines only.
func bulkParameter(rt *Route, p *Param) schema {
	out := parameter(rt, p)
	kinds := strings.Join(rt.Bulk.media(), ", ")
	out["description"] = p.Says.En + " (with a body of " + kinds + ")"
	out["x-description-zh"] = p.Says.Zh + "（正文为 " + kinds + " 时）"
	return out
}

func valueSchema(p *Param) schema {
	out := schema{"type": p.Type}
	if p.bounded() {
		out["minimum"], out["maximum"] = p.Least, p.Most
	}
	if len(p.Enum) > 0 {
		out["enum"] = p.Enum
	}
	if p.Default != "" {
		out["default"] = typed(p, p.Default)
	}
	return out
}

// typed is a text of the table as its type.
func typed(p *Param, text string) any {
	if p.Type == Text {
		return text
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return v
}

// body is the schema of what a POST takes.
func (s *schemas) body(b *Body) schema {
	if b.Of != nil {
		return s.of(reflect.TypeOf(b.Of))
	}
	properties, required := schema{}, []string{}
	for i := range b.Params {
		p := &b.Params[i]
		properties[p.Name] = valueSchema(p)
		if field, ok := properties[p.Name].(schema); ok {
			field["description"] = p.Says.En
		}
		if p.Required {
			required = append(required, p.Name)
		}
	}
	return schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func (s *schemas) responses(rt *Route) schema {
	content := schema{}
	for _, a := range rt.Answers {
		form := schema{}
		if a.Of != nil {
			form["schema"] = s.of(reflect.TypeOf(a.Of))
		}
		content[a.Media] = form
	}
	if rt.Bulk != nil {
		for i := range rt.Bulk.Lines {
			content[rt.Bulk.Lines[i].Media] = rt.Bulk.Lines[i].Answered.schema()
		}
	}
	out := schema{"200": schema{"description": "the answer", "content": content}}
	if rt.Created {
		out["201"] = schema{"description": "it is written", "content": content}
	}
	if rt.Accepted {
		out["202"] = schema{"description": "it is begun", "content": content}
	}
	if rt.tagged() {
		out["304"] = schema{"description": "what If-None-Match names still holds"}
	}
	if rt.Empty {
		out["204"] = schema{"description": "there is nothing"}
	}
	fails := rt.fails()
	for _, status := range slices.Sorted(maps.Keys(fails)) {
		out[strconv.Itoa(status)] = schema{
			"description": http.StatusText(status) + ": " + strings.Join(fails[status], ", "),
			"content": schema{problemType: schema{"schema": schema{"allOf": []schema{
				{"$ref": "#/components/schemas/Problem"},
				{"properties": schema{"code": schema{"enum": fails[status]}}},
			}}}},
		}
	}
	return out
}

// tagged is true of answers that caches may ask about again.
func (rt *Route) tagged() bool {
	return !rt.Writes && rt.Personal == Public && rt.Action != "health" && rt.Cost != Stream
}

// fails are all codes that the call can answer with, by status, each list in order.
func (rt *Route) fails() Fails {
	out := Fails{
		http.StatusMisdirectedRequest: {"bad_host"}, http.StatusInternalServerError: {"internal"},
		http.StatusServiceUnavailable: {"busy", "timeout"},
	}
	add := func(status int, codes ...string) { out[status] = append(out[status], codes...) }
	for status, codes := range rt.Fails {
		add(status, codes...)
	}
	for status, codes := range rt.keyFails() {
		add(status, codes...)
	}
	if !rt.AnyQuery {
		add(http.StatusBadRequest, "bad_query", "unknown_parameter", "repeated_parameter")
		add(http.StatusBadRequest, codesOf(rt.query())...)
	}
	if rt.Cost == Work || rt.Cost == Heavy {
		add(http.StatusServiceUnavailable, storeFaults()...)
	}
	if rt.Body != nil {
		add(http.StatusBadRequest, "bad_body", "wrong_type")
		add(http.StatusBadRequest, codesOf(rt.Body.Params)...)
		add(http.StatusRequestEntityTooLarge, "body_too_large")
		add(http.StatusUnsupportedMediaType, unsupportedType)
	}
	if bulk := rt.inBulk(); bulk != nil {
		for status, codes := range bulk.fails() {
			add(status, codes...)
		}
	}
	if rt.Method != http.MethodGet {
		add(http.StatusForbidden, "cross_origin")
	}
	if rt.Action != "health" {
		add(http.StatusTooManyRequests, "rate_limited")
	}
	if !access.Everybodys(rt.Action) {
		add(http.StatusUnauthorized, "sign_in_needed")
		add(http.StatusForbidden, "forbidden", "session_bound")
	}
	if rt.Action != "health" && rt.Action != "page" {
		add(http.StatusUnauthorized, "bad_token")
	}
	for status, codes := range out {
		slices.Sort(codes)
		out[status] = slices.Compact(codes)
	}
	return out
}

// codesOf are the codes by which check refuses values of these parameters.
func codesOf(params []Param) []string {
	var out []string
	for i := range params {
		p := &params[i]
		out = append(out, "empty_parameter")
		if p.Required {
			out = append(out, "missing_parameter")
		}
		if p.Type != Text {
			out = append(out, "bad_number")
		}
		if p.bounded() {
			out = append(out, "out_of_range")
		}
		if len(p.Enum) > 0 {
			out = append(out, "unknown_value")
		}
	}
	return out
}

func (s *Server) openAPI(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	s.send(w, r, &s.description)
	return nil
}

func (s *Server) apiRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/openapi.json", Name: "getOpenAPI", Action: "api", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "接口说明（OpenAPI 3.1）", En: "The API described (OpenAPI 3.1)"},
		Answers: []Answer{{jsonType, map[string]any{}}}, handle: s.openAPI,
	}, {
		Method: "GET", Pattern: "/api/docs", Name: "getDocs", Action: "api", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "接口说明，供人阅读", En: "The API described for people"},
		Params:  []Param{paramLang}, Answers: []Answer{{contentTypes[".html"], nil}}, handle: s.docs,
	}, {
		Method: "GET", Pattern: "/api/docs/docs.css", Name: "getDocsStyle", Action: "api", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "说明页的样式", En: "How the description looks"},
		Answers: []Answer{{contentTypes[".css"], nil}}, handle: s.docsStyle,
	}}
}
