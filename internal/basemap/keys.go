package basemap

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// readKeys reads the keys that the list names. mode is that of the list: a key may stand in
// it only where nobody but its owner can read it.
func (c *Config) readKeys(at places, mode fs.FileMode, getenv func(string) string) error {
	c.keys = map[string]string{}
	for i := range c.Maps {
		m := &c.Maps[i]
		field := fmt.Sprintf("basemaps[%d]", i)
		key := m.Key
		switch {
		case m.Key != "" && mode.Perm()&0o077 != 0:
			return at.wrong(field+".key", "a key may stand here only when nobody else can read the file, whose mode is %#o: chmod 600, or use key_file or key_env", mode.Perm())
		case m.KeyFile != "":
			text, err := readKey(m.KeyFile)
			if err != nil {
				return at.wrong(field+".key_file", "%v", err)
			}
			key = text
		case m.KeyEnv != "":
			if key = strings.TrimSpace(getenv(m.KeyEnv)); key == "" {
				return at.wrong(field+".key_env", "the environment variable %s is not set", m.KeyEnv)
			}
		}
		if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return at.wrong(field, "the key holds a space or a character that no key has")
		}
		c.keys[m.ID], m.Key = key, ""
	}
	return nil
}

// readKey is the text of a key file without the line's end.
func readKey(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyBytes+1))
	if err != nil {
		return "", err
	}
	key := strings.TrimSpace(string(text))
	if key == "" || len(text) > maxKeyBytes {
		return "", fmt.Errorf("%s is empty, or larger than a key", name)
	}
	return key, nil
}
