package httpapi

import (
	"net/http"
	"strings"
)

// coding is a content coding. Of those that a client likes equally, the first is sent: brotli is
// the smallest, and zstd no smaller than gzip.
type coding uint8

const (
	identity coding = iota // none: the answer as it is, liked least
	codedBrotli
	codedGzip
	codedZstd
	codings // how many there are
)

// codingNames are the names in headers.
var codingNames = [codings]string{"identity", "br", "gzip", "zstd"}

// Qualities are thousandths; unsaid is that of a coding that a client does not name.
const (
	most   = 1000
	unsaid = -1
)

// chooseCoding takes the coding for an answer that can be had in some of them, and as it is. It
// fails where the client refuses all of these (RFC 9110 §12.5.3). Who says nothing gets the
// answer as it is.
func chooseCoding(header []string, offered ...coding) (coding, error) {
	if len(header) == 0 {
		return identity, nil
	}
	q := qualities(header)
	best := identity
	for _, c := range offered {
		if better(q[c], q[best], best == identity || c < best) {
			best = c
		}
	}
	if q[best] == 0 {
		return identity, &badParameter{
			name: "Accept-Encoding", code: "not_acceptable", msg: "Accept-Encoding refuses all encodings that the answer can be had in, and the answer without one",
		}
	}
	return best, nil
}

func better(q, than int, first bool) bool { return q > than || q == than && q > 0 && first }

// qualities reads what an Accept-Encoding says of each coding: what it says of the name counts,
// else what it says of "*", else no; the answer as it is may be had unless it is refused, but
// comes last.
func qualities(header []string) (q [codings]int) {
	for c := range q {
		q[c] = unsaid
	}
	star := unsaid
	for _, line := range header {
		for line != "" {
			var part string
			part, line, _ = strings.Cut(line, ",")
			name, params, _ := strings.Cut(part, ";")
			name = strings.TrimSpace(name)
			if name == "*" {
				star = weight(params)
			} else if c := codingNamed(name); c < codings {
				q[c] = weight(params)
			}
		}
	}
	for c := range q {
		switch {
		case q[c] != unsaid:
		case star != unsaid:
			q[c] = star
		case coding(c) == identity:
			q[c] = 1
		default:
			q[c] = 0
		}
	}
	return q
}

func codingNamed(name string) coding {
	for c, known := range codingNames {
		if strings.EqualFold(name, known) {
			return coding(c)
		}
	}
	if strings.EqualFold(name, "x-gzip") { // RFC 9110 §8.4.1.3
		return codedGzip
	}
	return codings
}

// weight reads the weight of a coding, which takes no other parameter (RFC 9110 §12.4.2). What
// cannot be read is no invitation.
func weight(params string) int {
	if params == "" {
		return most
	}
	name, value, _ := strings.Cut(params, "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 0
	}
	return thousandths(strings.TrimSpace(value))
}

// quality reads the weight of a media type, which may have parameters of its own.
func quality(params string) int {
	for params != "" {
		var part string
		part, params, _ = strings.Cut(params, ";")
		if name, _, _ := strings.Cut(part, "="); strings.EqualFold(strings.TrimSpace(name), "q") {
			return weight(part)
		}
	}
	return most
}

// thousandths reads a number from 0 to 1 with at most three digits after the point; 0 for
// anything else.
func thousandths(text string) int {
	whole, rest, _ := strings.Cut(text, ".")
	if whole != "0" && whole != "1" || len(rest) > 3 {
		return 0
	}
	v, scale := int(whole[0]-'0')*most, most/10
	for i := range len(rest) {
		if rest[i] < '0' || rest[i] > '9' {
			return 0
		}
		v += int(rest[i]-'0') * scale
		scale /= 10
	}
	if v > most {
		return 0
	}
	return v
}

// accepts fails where what a client accepts rules out the media type of the answer, and the
// other names under which that is known (RFC 9110 §12.5.1).
func accepts(r *http.Request, media string, aliases ...string) error {
	header := r.Header["Accept"]
	if len(header) == 0 || len(header) == 1 && (header[0] == "" || header[0] == "*/*") {
		return nil
	}
	if accepted(header, media) {
		return nil
	}
	for _, alias := range aliases {
		if accepted(header, alias) {
			return nil
		}
	}
	return &badParameter{name: "Accept", code: "not_acceptable", msg: "the answer can only be had as " + media}
}

// accepted tells what the closest range of media types says of a type.
func accepted(header []string, media string) bool {
	kind, _, _ := strings.Cut(media, "/")
	closest, q := 0, 0
	for _, line := range header {
		for line != "" {
			var part string
			part, line, _ = strings.Cut(line, ",")
			name, params, _ := strings.Cut(part, ";")
			if near := nearness(strings.TrimSpace(name), media, kind); near > closest {
				closest, q = near, quality(params)
			}
		}
	}
	return q > 0
}

// nearness is 3 for the type itself, 2 for all of its kind, 1 for all types, 0 for another.
func nearness(name, media, kind string) int {
	switch {
	case strings.EqualFold(name, media):
		return 3
	case len(name) == len(kind)+2 && strings.HasSuffix(name, "/*") && strings.EqualFold(name[:len(kind)], kind):
		return 2
	case name == "*/*":
		return 1
	}
	return 0
}

// codedTag is the strong tag of a representation in a coding, from that of the content: each
// is another sequence of bytes. usual is the coding that has the content's own tag.
func codedTag(tag string, c, usual coding) string {
	if c == usual {
		return tag
	}
	name := codingNames[c]
	if c == identity {
		name = "plain"
	}
	return tag[:len(tag)-1] + "-" + name + `"`
}
