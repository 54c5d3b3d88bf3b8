"""Names on the page that are no questions. XLSForm names cannot start with ~, so none collides."""

DO = "~do"  # which button was pressed
ONCE = "~once"  # the form's one-time key
SEEN = "~seen"  # the lock the writer read
REASON = "~reason"
SURE = "~sure"  # what was asked about is right as written
COUNT = "~count:"  # + repeat path: how many turns the page showed
ROW = "~row:"  # + turn path: which turn of the stored record this one came from
RANK = "~rank:"  # path + this + choice: the place given to a choice
LATITUDE = "~lat"
LONGITUDE = "~lon"
REST = "~rest"  # altitude and accuracy, kept as the phone sent them
CLEAR = "~clear"  # take the attached file off
TAKE = "~take:"  # + question key: whose version to keep after a conflict

SAVE = "save"
UPDATE = "update"
ADD = "add:"
REMOVE = "remove:"
