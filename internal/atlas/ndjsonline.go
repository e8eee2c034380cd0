package atlas

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// readUsual reads a line as programs write it: lon and lat as plain decimals, id as a whole
// number, a plain string, true, false or null, each once and in any order. It is false for
// every other line, good or bad: readAny says what that holds. Where it is true both say
// the same.
func readUsual(text []byte, line *jsonLine) bool {
	*line = jsonLine{}
	i := spaces(text, 0)
	if i == len(text) || text[i] != '{' {
		return false
	}
	for {
		i = spaces(text, i+1)
		var value []byte
		switch {
		case hasAt(text, i, `"lon"`):
			value, i = usualNumber(text, colon(text, i+len(`"lon"`)))
			line.lon, value = value, line.lon
		case hasAt(text, i, `"lat"`):
			value, i = usualNumber(text, colon(text, i+len(`"lat"`)))
			line.lat, value = value, line.lat
		case hasAt(text, i, `"id"`):
			value, i = usualID(text, colon(text, i+len(`"id"`)))
			line.id, value = value, line.id
		default:
			return false
		}
		if i < 0 || value != nil { // unusual, or there already
			return false
		}
		i = spaces(text, i)
		if i == len(text) {
			return false
		}
		if text[i] == '}' {
			return spaces(text, i+1) == len(text) && line.lon != nil && line.lat != nil
		}
		if text[i] != ',' {
			return false
		}
	}
}

// spaces is where the next byte that is no white space of JSON stands.
func spaces(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

func hasAt(text []byte, i int, what string) bool {
	return len(text)-i >= len(what) && string(text[i:i+len(what)]) == what
}

// colon is where the value after a colon begins; len(text) when there is none.
func colon(text []byte, i int) int {
	i = spaces(text, i)
	if i == len(text) || text[i] != ':' {
		return len(text)
	}
	return spaces(text, i+1)
}

// usualNumber is the number without an exponent at i and where it ends; below 0 when there
// is none.
func usualNumber(text []byte, i int) (value []byte, end int) {
	end = i
	if end < len(text) && text[end] == '-' {
		end++
	}
	first := end
	end = digits(text, end)
	if end == first || end > first+1 && text[first] == '0' {
		return nil, -1
	}
	if end < len(text) && text[end] == '.' {
		first = end + 1
		if end = digits(text, first); end == first {
			return nil, -1
		}
	}
	if end < len(text) && text[end]|0x20 == 'e' {
		return nil, -1
	}
	return text[i:end], end
}

func digits(text []byte, i int) int {
	for i < len(text) && text[i]-'0' <= 9 {
		i++
	}
	return i
}

// usualID is the value at i and where it ends; below 0 when it is unusual.
func usualID(text []byte, i int) (value []byte, end int) {
	if i == len(text) {
		return nil, -1
	}
	if text[i] != '"' {
		for _, word := range [...]string{"null", "true", "false"} {
			if hasAt(text, i, word) {
				return text[i : i+len(word)], i + len(word)
			}
		}
		return usualNumber(text, i)
	}
	all := byte(0)
	for end = i + 1; end < len(text); end++ {
		c := text[end]
		if c == '"' {
			value = text[i : end+1]
			if all >= utf8.RuneSelf && !utf8.Valid(value) {
				return nil, -1
			}
			return value, end + 1
		}
		if c == '\\' || c < ' ' {
			return nil, -1
		}
		all |= c
	}
	return nil, -1
}

// readAny reads a line by encoding/json.
// Where addresses is true it has the member address instead of lon and lat.
func readAny(text []byte, line *jsonLine, addresses bool) {
	*line = jsonLine{}
	if !utf8.Valid(text) {
		line.problem = lineBadJSON
		return
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		line.problem = lineBadJSON
		return
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		name, ok := key.(string)
		var value json.RawMessage
		if err != nil || !ok || dec.Decode(&value) != nil {
			*line = jsonLine{problem: lineBadJSON}
			return
		}
		if seen[name] && line.problem == "" {
			line.problem = lineRepeatedName
		}
		seen[name] = true
		line.take(name, value, addresses)
	}
	if !endsHere(dec) {
		*line = jsonLine{problem: lineBadJSON}
	}
}

// take keeps the value of a member.
func (l *jsonLine) take(name string, value []byte, addresses bool) {
	if addresses && name != "id" {
		l.takeAddress(name, value)
		return
	}
	number := value
	if c := value[0]; c != '-' && c-'0' > 9 {
		number = []byte("?") // ParseNumber will say so
	}
	if string(value) == "null" {
		number = nil
	}
	switch name {
	case "lon":
		l.lon = number
	case "lat":
		l.lat = number
	case "id":
		l.id = value
	default:
		if l.problem == "" {
			l.problem = lineUnknownName
		}
	}
}

// endsHere is true when the object that is being read ends, and the text with it.
func endsHere(dec *json.Decoder) bool {
	if _, err := dec.Token(); err != nil {
		return false
	}
	_, err := dec.Token()
	return errors.Is(err, io.EOF)
}
