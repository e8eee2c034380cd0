package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Type is what the text of a parameter must be.
type Type string

// The types.
const (
	Text    Type = "string"
	Number  Type = "number"  // a finite decimal number
	Integer Type = "integer" // a whole number
)

// Param describes a parameter of a call: of the path where the pattern names it, else of
// the query, or of the body where the route has one.
type Param struct {
	Name string
	Type Type
	// Header is true of a parameter that is a header.
	Header bool
	// Says is what it means, for the description of the API.
	Says     city.Label
	Required bool
	// Least and Most bound a Number or an Integer; equal ones bound nothing.
	Least, Most float64
	// Enum lists the words that are taken; empty = any text.
	Enum []string
	// Default is what holds when it is not sent; empty = nothing does.
	Default string
	Example string
}

func (p *Param) bounded() bool { return p.Least != p.Most }

// check judges the parameters that were sent, in the order of the table.
func check(params []Param, sent url.Values) error {
	for i := range params {
		p := &params[i]
		if _, there := sent[p.Name]; !there {
			if p.Required {
				return &badParameter{name: p.Name, code: "missing_parameter", msg: p.Name + " is missing"}
			}
			continue
		}
		if err := p.check(sent.Get(p.Name)); err != nil {
			return err
		}
	}
	return nil
}

// check judges the parameters of the query.
func (rt *Route) check(sent url.Values) error {
	for i := range rt.Params {
		if !slices.Contains(rt.known, rt.Params[i].Name) {
			continue // of the path
		}
		if err := check(rt.Params[i:i+1], sent); err != nil {
			return err
		}
	}
	return nil
}

func (p *Param) check(text string) error {
	if text == "" {
		return &badParameter{name: p.Name, code: "empty_parameter", msg: p.Name + " is empty"}
	}
	switch p.Type {
	case Number:
		v, ok := atlas.ParseNumber(text)
		if !ok {
			return &badParameter{name: p.Name, code: "bad_number", msg: p.Name + " is not a decimal number"}
		}
		return p.within(v)
	case Integer:
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return &badParameter{name: p.Name, code: "bad_number", msg: p.Name + " is not a whole number"}
		}
		return p.within(float64(v))
	case Text:
	}
	if len(p.Enum) > 0 && !slices.Contains(p.Enum, text) {
		return &badParameter{name: p.Name, code: "unknown_value", msg: p.Name + " cannot be " + quote(text) + "; known are " + strings.Join(p.Enum, ", ")}
	}
	return nil
}

func (p *Param) within(v float64) error {
	switch {
	case !p.bounded() || v >= p.Least && v <= p.Most:
		return nil
	case p.Most == maxRevision && v < p.Least: // as good as none, and no help to who reads
		return &badParameter{name: p.Name, code: "out_of_range", msg: fmt.Sprintf("%s must be %s or more", p.Name, plain(p.Least))}
	default:
		return &badParameter{name: p.Name, code: "out_of_range", msg: fmt.Sprintf("%s must lie between %s and %s", p.Name, plain(p.Least), plain(p.Most))}
	}
}

// plain writes a bound without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// whole is an Integer that check has read already; the default when it was not sent.
func whole(sent url.Values, name string, otherwise int) int {
	n, err := strconv.Atoi(sent.Get(name))
	if err != nil {
		return otherwise
	}
	return n
}

// decimal is a Number that check has read already; 0 when it was not sent.
func decimal(sent url.Values, name string) float64 {
	v, _ := atlas.ParseNumber(sent.Get(name))
	return v
}

// fields reads the JSON object of a POST as its GET twin reads the query.
func fields(w http.ResponseWriter, r *http.Request, limit int64, params []Param) (url.Values, error) {
	var texts []string
	for i := range params {
		if params[i].Type == Text {
			texts = append(texts, params[i].Name)
		}
	}
	sent, err := object(w, r, limit, names(params), texts)
	if err != nil {
		return nil, err
	}
	out := make(url.Values, len(sent))
	for name, text := range sent {
		out.Set(name, text)
	}
	return out, check(params, out)
}

// names are those of parameters.
func names(params []Param) []string {
	out := make([]string, len(params))
	for i := range params {
		out[i] = params[i].Name
	}
	return out
}
