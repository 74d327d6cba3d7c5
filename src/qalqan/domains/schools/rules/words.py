"""The closed lists of the register. Pure."""

SITE_KINDS = ("school", "kindergarten", "college", "clinic", "protection", "sport", "leisure")
ASSET_KINDS = (
    # of the road
    "crossing",
    "signal",
    "hump",
    "speed_limit",
    "road_camera",
    "lamp",
    "footway",
    "bus_stop",
    "training_ground",
    # of the site
    "entrance",
    "fence",
    "gate",
    "toilet_warm",
    "toilet_outdoor",
    "camera",
    "video_link",
    "access_control",
    "guard_post",
    "alarm_button",
    "fire_alarm",
    "evacuation_plan",
    "playground",
    "school_bus",
    # dangers that somebody has to do away with
    "manhole",
)
# What is known of a thing. "absent": somebody looked and it is not there; "unknown" is a value, never a
# guess.
ASSET_STATES = ("working", "broken", "planned", "absent", "unknown")
# Who says so, the weakest first: an official list, a claim of the owner, a citizen, an inspector on the spot.
SOURCE_KINDS = ("registry", "claim", "citizens", "sensor", "police", "inspection")
COVERAGE = ("met", "unmet", "unknown")
SIGHTING_STATES = ("open", "confirmed", "fixed", "withdrawn")
ASSESSMENT_STATES = ("draft", "submitted", "withdrawn")
ANSWERS = ("yes", "partly", "no", "not_applicable", "unknown")
